// One place settings come from: the file, the environment or the command line.

import type { Field } from './field.ts'
import { parseFieldText } from './field-text.ts'

export type Tree = { [key: string]: unknown }

/** Something wrong in one layer; `where` names the file and key, the variable or the flag. */
export interface Problem {
  readonly source: Source
  readonly where: string
  readonly message: string
}

export type Source = 'file' | 'environment' | 'flag'

export interface Layer {
  readonly source: Source
  /** The file's path, where the layer is one. */
  readonly file?: string
  /** Shaped like the settings, with only what was given. */
  readonly tree: Tree
  /** Found while reading, before the schema has its say. */
  readonly problems: readonly Problem[]
  /** How to name a setting of this layer to people. */
  nameOf(path: readonly string[]): string
}

/** A value given as text, by the name it was given under. */
export interface NamedText {
  readonly field: Field
  readonly name: string
  readonly text: string
}

/** A layer of texts: a later one wins, and those of a list add up. */
export function toTextLayer(source: Source, texts: readonly NamedText[]): Layer {
  const tree: Tree = {}
  const problems: Problem[] = []
  const names = new Map<string, string>()
  for (const { field, name, text } of texts) {
    const parsed = parseFieldText(field, text)
    if ('problem' in parsed) {
      const message = field.isSecret ? 'is not valid' : parsed.problem
      problems.push({ source, where: name, message })
      continue
    }
    names.set(toKey(field.path), name)
    const before = field.isList ? getAt(tree, field.path) : undefined
    const list = Array.isArray(before) ? [...before, parsed.value] : [parsed.value]
    setAt(tree, field.path, field.isList ? list : parsed.value)
  }
  return { source, tree, problems, nameOf: (path) => names.get(toKey(path)) ?? toKey(path) }
}

/** What the environment sets; an empty variable counts as unset, and commas part a list, as in OpenTelemetry's own. */
export function toEnvLayer(
  fields: readonly Field[],
  env: Readonly<Record<string, string | undefined>>,
): Layer {
  const texts = fields.flatMap((field) => {
    const text = env[field.env] ?? ''
    const items = field.isList ? text.split(',').map((item) => item.trim()) : [text]
    return items
      .filter((item) => item !== '')
      .map((item) => ({ field, name: field.env, text: item }))
  })
  return toTextLayer('environment', texts)
}

/** `['pipe', 'path']` → `pipe.path`. */
export function toKey(path: readonly PropertyKey[]): string {
  return path.map(String).join('.')
}

/** @returns undefined where the path leads nowhere */
export function getAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Tree | null | undefined)?.[String(key)], tree)
}

/** Creates the objects on the way. */
export function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path
  if (key === undefined) return
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const child = isTree(tree[key]) ? tree[key] : {}
  tree[key] = child
  setAt(child, rest, value)
}

/** Objects merge, everything else is replaced by what `over` says. */
export function mergeTrees(under: Tree, over: Tree): Tree {
  const merged = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isTree(below) && isTree(value) ? mergeTrees(below, value) : value
  }
  return merged
}

/** Neither a list nor null. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
