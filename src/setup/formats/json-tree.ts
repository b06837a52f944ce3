// Where the values of a JSON text are.

import {
  createScanner,
  type JSONScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { MalformedError, MAX_DEPTH, type Path, type Range, toTooDeep } from './format.ts'

/**
 * @returns undefined where the text holds nothing, or comments alone
 * @throws {MalformedError}
 */
export function parseJson(text: string): Node | undefined {
  refuseDeep(text)
  const errors: ParseError[] = []
  const options = { allowTrailingComma: true, allowEmptyContent: true }
  const root = parseTree(text, errors, options)
  const [first] = errors
  if (first !== undefined) {
    throw new MalformedError(text, first.offset, `not valid JSON (${toWords(first)})`)
  }
  if (root !== undefined && root.type !== 'object') {
    throw new MalformedError(text, root.offset, 'settings must be a JSON object')
  }
  return root
}

/** The parser calls itself for every level, so that the stack must not be left to find out. */
function refuseDeep(text: string): void {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let first = next(text, scanner); first !== undefined; first = next(text, scanner)) {
    if (first === '{' || first === '[') depth++
    if (first === '}' || first === ']') depth--
    if (depth > MAX_DEPTH) throw toTooDeep(text, scanner.getTokenOffset())
  }
}

/** What the next token starts with; undefined at the end. */
function next(text: string, scanner: JSONScanner): string | undefined {
  scanner.scan()
  return text[scanner.getTokenOffset()]
}

/** `CloseBraceExpected` → `close brace expected`. */
function toWords({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replaceAll(/(?!^)[A-Z]/g, ' $&')
    .toLowerCase()
}

/** As far down as the path exists, and what is left of it. */
export function findNode(
  text: string,
  root: Node,
  path: Path,
): { readonly node: Node; readonly rest: Path } {
  let node = root
  for (const [depth, key] of path.entries()) {
    const named = propertiesOf(node).filter(({ children }) => children?.[0]?.value === key)
    const [property, twin] = named
    if (twin !== undefined) throw new MalformedError(text, twin.offset, `"${key}" is there twice`)
    const value = property?.children?.[1]
    if (value === undefined) return { node, rest: path.slice(depth) }
    node = value
  }
  return { node, rest: [] }
}

/** The values under the keys that are meant, the outermost of them alone. */
export function findValues(node: Node, isMeant: (key: string) => boolean): readonly Range[] {
  return (node.children ?? []).flatMap((child) => {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : []
    if (key === undefined || value === undefined || !isMeant(String(key.value))) {
      return findValues(child, isMeant)
    }
    return [[value.offset, endOf(value)]]
  })
}

/** None of what is no object. */
export const propertiesOf = (node: Node): readonly Node[] =>
  node.type === 'object' ? (node.children ?? []) : []

/** The offset behind it. */
export const endOf = ({ offset, length }: Node): number => offset + length

/** Where the comma after a value is, comments skipped. */
export function commaAfter(text: string, offset: number): number | undefined {
  const gap = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(offset))?.[0].length ?? 0
  return text[offset + gap] === ',' ? offset + gap : undefined
}
