// Where each value of a TOML text is defined, whichever of the many ways it is written in.

import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser'
import { lineEnd } from './text.ts'
import { MalformedError, MAX_DEPTH, type Path, type Range, toTooDeep } from './format.ts'

/** A key with its value, or the header of a table. */
export interface Definition {
  /** From the root; numbers count the tables of an array. */
  readonly path: readonly (string | number)[]
  /** The path of the table or inline table in which it is written. */
  readonly containerPath: readonly (string | number)[]
  readonly node: AST.TOMLKeyValue | AST.TOMLTable
}

export interface TomlTree {
  readonly value: unknown
  /** In the order of the text. */
  readonly definitions: readonly Definition[]
  /** Where commas are. */
  readonly commas: readonly number[]
}

/** @throws {MalformedError} */
export function parseToml(text: string): TomlTree {
  try {
    const program = parseTOML(text)
    const value: unknown = getStaticTOMLValue(program)
    if (isDeep(value)) throw toTooDeep(text, 0)
    return {
      value,
      definitions: program.body[0].body.flatMap((node) => toDefinitions(node, [])),
      commas: program.tokens.filter((token) => token.value === ',').map(({ range }) => range[0]),
    }
  } catch (error) {
    // The parser calls itself for every level, until the stack is full.
    if (error instanceof RangeError) throw toTooDeep(text, 0)
    if (!(error instanceof ParseError)) throw error
    throw new MalformedError(text, error.index, `not valid TOML (${error.message})`)
  }
}

/** Level by level, since a function that calls itself could not look deeper than the parser. */
function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
  }
  return level.length > 0
}

function toDefinitions(
  node: AST.TOMLKeyValue | AST.TOMLTable,
  containerPath: Definition['path'],
): readonly Definition[] {
  if (node.type === 'TOMLTable') {
    const path = node.resolvedKey
    const inner = node.body.flatMap((child) => toDefinitions(child, path))
    return [{ path, containerPath: [], node }, ...inner]
  }
  const path = [...containerPath, ...getStaticTOMLValue(node.key)]
  const body = node.value.type === 'TOMLInlineTable' ? node.value.body : []
  return [{ path, containerPath, node }, ...body.flatMap((child) => toDefinitions(child, path))]
}

/** The values under the keys that are meant; under a table's, all down to the next header, comments too. */
export function findValues(
  text: string,
  { definitions }: TomlTree,
  isMeant: (key: string) => boolean,
): readonly Range[] {
  const starts = definitions.flatMap(({ node }) =>
    node.type === 'TOMLTable' ? [node.range[0]] : [],
  )
  return definitions
    .filter(({ path }) => path.some((key) => isMeant(String(key))))
    .map(({ node }) => {
      if (node.type === 'TOMLKeyValue') return node.value.range
      const end = starts.find((start) => start > node.range[0]) ?? text.length
      return [lineEnd(text, node.key.range[1]), end]
    })
}

/** Also where both are the same. */
export function startsWith(path: Definition['path'], prefix: Path): boolean {
  return path.length >= prefix.length && prefix.every((key, index) => path[index] === key)
}

export function isSamePath(path: Definition['path'], other: Path): boolean {
  return path.length === other.length && startsWith(path, other)
}
