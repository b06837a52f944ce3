// TOML, edited in place.

import type { AST } from 'toml-eslint-parser'
import { type FileFormat, type Json, MalformedError, type Path, readAt } from './format.ts'
import {
  appendLine,
  applyEdits,
  type Edit,
  eolOf,
  indentOf,
  lineEnd,
  lineStart,
  removeItem,
  removeLines,
} from './text.ts'
import { toTomlKey, toTomlValue } from './toml-text.ts'
import {
  type Definition,
  findValues,
  isSamePath,
  parseToml,
  startsWith,
  type TomlTree,
} from './toml-tree.ts'

export const toml: FileFormat = {
  parse: (text) => parseToml(text).value,
  set: (text, path, value) => {
    const tree = parseToml(text)
    const first = tree.definitions.find((found) => startsWith(found.path, path))
    if (first === undefined) return insert(text, tree, path, value)
    if (isSamePath(first.path, path) && first.node.type === 'TOMLKeyValue') {
      const [offset, end] = first.node.value.range
      return applyEdits(text, [{ offset, length: end - offset, text: toTomlValue(value) }])
    }
    // Spread over several lines or tables: they go, and one line comes.
    const cleared = removeAll(text, tree, path)
    return insert(cleared, parseToml(cleared), path, value)
  },
  remove: (text, path) => removeAll(text, parseToml(text), path),
  findValues: (text, isMeant) => findValues(text, parseToml(text), isMeant),
  show: (path, value) => `${toTomlKey(path)} = ${toTomlValue(value)}`,
}

function insert(text: string, tree: TomlTree, path: Path, value: Json): string {
  const table = path.slice(0, -1)
  const written = toTomlValue(value)
  const line = `${toTomlKey(path.slice(-1))} = ${written}`
  if (table.length === 0) return addTopLine(text, tree, line)
  const owner = tree.definitions.find((found) => isSamePath(found.path, table))
  if (owner?.node.type === 'TOMLTable') return addLineAfter(text, owner.node, line)
  if (owner !== undefined) return addInline(text, owner.node, line)
  refuseArray(text, tree, table)
  const dotted = tree.definitions.findLast(
    (found) => found.containerPath.length < table.length && isDottedInto(found, table),
  )
  if (dotted === undefined) return addTable(text, table, line)
  const key = toTomlKey(path.slice(dotted.containerPath.length))
  return addLineAfter(text, dotted.node, `${key} = ${written}`)
}

/** `otel.environment = "dev"` opens the table otel where it stands. */
function isDottedInto({ path, node }: Definition, table: Path): boolean {
  return node.type === 'TOMLKeyValue' && startsWith(path, table)
}

function refuseArray(text: string, { value, definitions }: TomlTree, table: Path): void {
  if (!Array.isArray(readAt(value, table))) return
  const first = definitions.find(({ path }) => startsWith(path, table))
  const message = `${toTomlKey(table)} is an array of tables, not a table`
  throw new MalformedError(text, first?.node.range[0] ?? 0, message)
}

/** Below the first header it would be a key of that table. */
function addTopLine(text: string, { definitions }: TomlTree, line: string): string {
  const last = definitions.findLast(
    ({ containerPath, node }) => containerPath.length === 0 && node.type === 'TOMLKeyValue',
  )
  if (last !== undefined) return addLineAfter(text, last.node, line)
  return definitions.length === 0 ? appendLine(text, line) : `${line}${eolOf(text)}${text}`
}

function addLineAfter(text: string, node: AST.TOMLKeyValue | AST.TOMLTable, line: string): string {
  const last = node.type === 'TOMLTable' ? (node.body.at(-1) ?? node) : node
  const indent = indentOf(text, last.range[0])
  const offset = lineEnd(text, last.range[1])
  return applyEdits(text, [{ offset, length: 0, text: eolOf(text) + indent + line }])
}

function addInline(text: string, node: AST.TOMLKeyValue | AST.TOMLTable, line: string): string {
  if (node.type !== 'TOMLKeyValue' || node.value.type !== 'TOMLInlineTable') {
    throw new MalformedError(text, node.range[0], 'is not a table')
  }
  const { range, body } = node.value
  const last = body.at(-1)
  if (last !== undefined) {
    return applyEdits(text, [{ offset: last.range[1], length: 0, text: `, ${line}` }])
  }
  const length = range[1] - range[0]
  return applyEdits(text, [{ offset: range[0], length, text: `{ ${line} }` }])
}

function addTable(text: string, table: Path, line: string): string {
  const eol = eolOf(text)
  const gap = text.trim() === '' ? '' : eol
  return appendLine(text, `${gap}[${toTomlKey(table)}]${eol}${line}`)
}

function removeAll(text: string, tree: TomlTree, path: Path): string {
  const found = tree.definitions.filter((one) => startsWith(one.path, path))
  // What is written inside another of them goes with it.
  const outer = found.filter(({ node }) => !found.some((other) => contains(other.node, node)))
  return applyEdits(
    text,
    outer.flatMap(({ node }) => removeNode(text, tree, node)),
  )
}

function contains(outer: Definition['node'], inner: Definition['node']): boolean {
  return outer !== inner && outer.range[0] <= inner.range[0] && outer.range[1] >= inner.range[1]
}

function removeNode(text: string, tree: TomlTree, node: Definition['node']): readonly Edit[] {
  if (node.type === 'TOMLTable')
    return [withBlankLineBefore(text, removeLines(text, ...node.range))]
  if (node.parent.type !== 'TOMLInlineTable') return [removeLines(text, ...node.range)]
  const siblings = node.parent.body
  const index = siblings.indexOf(node)
  const commaBetween = (from: AST.TOMLKeyValue | undefined, to: number) =>
    from && tree.commas.find((comma) => comma >= from.range[1] && comma < to)
  return removeItem(text, {
    start: node.range[0],
    end: node.range[1],
    commaBefore: commaBetween(siblings[index - 1], node.range[0]),
    commaAfter: commaBetween(node, siblings[index + 1]?.range[0] ?? node.parent.range[1]),
  })
}

/** The blank line that sets a table off goes with it. */
function withBlankLineBefore(text: string, edit: Edit): Edit {
  const previous = lineStart(text, Math.max(0, edit.offset - 1))
  const isBlank = edit.offset > 0 && text.slice(previous, edit.offset).trim() === ''
  const offset = isBlank ? previous : edit.offset
  return { ...edit, offset, length: edit.length + edit.offset - offset }
}
