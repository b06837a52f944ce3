// What a file imports, and whether files do so in a circle.

import { dirname, join, normalize } from 'node:path'

export interface Import {
  readonly target: string
  readonly isType: boolean
}

const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:\*(?:\s+as\s+\w+)?|\w+|(?:\w+\s*,\s*)?\{([^}]*)\})\s+from\s+'([^']+)'/gm
const BARE_IMPORT = /^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

/** A list of names that are all types imports no value. */
function isTypeList(names: string | undefined): boolean {
  const parts = (names ?? '').split(',').flatMap((name) => name.trim() || [])
  return parts.length > 0 && parts.every((name) => name.startsWith('type '))
}

/** Every `import` and `export … from` of a file's text. */
export function importsOf(text: string): readonly Import[] {
  const named = [...text.matchAll(IMPORT)].map(([, type, names, target = '']) => ({
    target,
    isType: type !== undefined || isTypeList(names),
  }))
  const bare = [...text.matchAll(BARE_IMPORT)].map(([, effect, dynamic]) => ({
    target: effect ?? dynamic ?? '',
    isType: false,
  }))
  return [...named, ...bare]
}

/** The files of the project that a file imports. */
export const filesIn = (path: string, text: string): string[] =>
  importsOf(text).flatMap(({ target }) =>
    target.startsWith('.') ? [normalize(join(dirname(path), target))] : [],
  )

/** @returns the files of one, from the first to itself; undefined where there is none */
export function circleIn(files: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const follow = (path: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const next of files.get(path) ?? []) {
      const circle = follow(next, [...way, path])
      if (circle) return circle
    }
    done.add(path)
    return undefined
  }
  for (const path of files.keys()) {
    const circle = follow(path, [])
    if (circle) return circle
  }
  return undefined
}
