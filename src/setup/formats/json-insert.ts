// New values in a JSON text, written as their neighbours are.

import type { Node } from 'jsonc-parser'
import type { Json, Path } from './format.ts'
import { commaAfter, endOf, propertiesOf } from './json-tree.ts'
import { type Edit, eolOf, indentOf } from './text.ts'

const DEFAULT_INDENT = '  '

/** The value inside of an object for each key. */
export function toNested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value)
}

function toText(value: Json, unit: string, indent: string, eol: string): string {
  return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent)
}

/** By what the first property is indented. */
function unitOf(text: string, root: Node): string {
  const [first] = propertiesOf(root)
  if (first === undefined || !startsLine(text, root, first)) return DEFAULT_INDENT
  return indentOf(text, first.offset) || DEFAULT_INDENT
}

const startsLine = (text: string, container: Node, first: Node): boolean =>
  text.slice(container.offset, first.offset).includes('\n')

/** The text of a file that held nothing, or comments alone. */
export function startObject(text: string, value: Json): string {
  const eol = eolOf(text)
  const gap = text.trim() === '' || /\n[ \t]*$/.test(text) ? '' : eol
  const kept = text.trim() === '' ? '' : text
  return `${kept}${gap}${toText(value, DEFAULT_INDENT, '', eol)}${eol}`
}

/** Another value in the place of this one. */
export function toReplacement(text: string, node: Node, value: Json): Edit {
  const written = toText(value, DEFAULT_INDENT, indentOf(text, node.offset), eolOf(text))
  return { offset: node.offset, length: node.length, text: written }
}

/**
 * A new property, or an element, after the last one.
 * @param key absent for an element
 */
export function toInsertion(
  text: string,
  root: Node,
  container: Node,
  value: Json,
  key?: string,
): readonly Edit[] {
  const unit = unitOf(text, root)
  const label = key === undefined ? '' : `${JSON.stringify(key)}: `
  const [first] = container.children ?? []
  const last = container.children?.at(-1)
  if (first === undefined || last === undefined) return [fill(text, container, label, value, unit)]
  if (!startsLine(text, container, first)) {
    return [addBeside(text, last, ` ${label}${JSON.stringify(value)}`)]
  }
  const indent = indentOf(text, first.offset)
  const written = toText(value, unit, indent, eolOf(text))
  return addBelow(text, last, `${eolOf(text)}${indent}${label}${written}`)
}

/** Between brackets on one line. A trailing comma stays one. */
function addBeside(text: string, last: Node, member: string): Edit {
  const comma = commaAfter(text, endOf(last))
  if (comma === undefined) return { offset: endOf(last), length: 0, text: `,${member}` }
  return { offset: comma + 1, length: 0, text: `${member},` }
}

/** On a line of its own, below the comment that ends the line before. */
function addBelow(text: string, last: Node, line: string): readonly Edit[] {
  const end = endOf(last)
  const comma = commaAfter(text, end)
  if (comma !== undefined) {
    return [{ offset: afterComment(text, comma + 1), length: 0, text: `${line},` }]
  }
  const offset = afterComment(text, end)
  // Two edits at one place would have no order.
  if (offset === end) return [{ offset, length: 0, text: `,${line}` }]
  return [
    { offset: end, length: 0, text: ',' },
    { offset, length: 0, text: line },
  ]
}

/** Nothing between the brackets, or comments alone. */
function fill(text: string, container: Node, label: string, value: Json, unit: string): Edit {
  const eol = eolOf(text)
  const base = indentOf(text, container.offset)
  const close = endOf(container) - 1
  const blanks = /\s*$/.exec(text.slice(container.offset + 1, close))?.[0].length ?? 0
  const inner = base + unit
  const member = label + toText(value, unit, inner, eol)
  return { offset: close - blanks, length: blanks, text: eol + inner + member + eol + base }
}

/** A comment that ends the line belongs to what stands before it. */
function afterComment(text: string, offset: number): number {
  const comments = /^(?:[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/))*/
  return offset + (comments.exec(text.slice(offset))?.[0].length ?? 0)
}
