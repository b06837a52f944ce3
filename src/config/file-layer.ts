// The settings file.

import { readFileSync } from 'node:fs'
import { findJsonMistake } from './json-mistake.ts'
import { isTree, type Layer, type Problem, toKey, type Tree } from './layer.ts'

/**
 * @param path of a JSON file
 * @param isChosen whether someone asked for this file, so that its absence is a problem
 */
export function readFileLayer(path: string, isChosen: boolean): Layer {
  const problem = (message: string): Layer => toLayer(path, {}, [message])
  let text: string
  try {
    // Some editors begin a file with a byte order mark, which the parser refuses.
    text = readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR'
    if (isAbsent && !isChosen) return toLayer(path, {}, [])
    return problem(isAbsent ? 'there is no such file' : `cannot be read (${code})`)
  }
  return parse(text, path)
}

function parse(text: string, path: string): Layer {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return toLayer(path, {}, [`is not valid JSON: ${findJsonMistake(text)}`])
  }
  if (!isTree(json)) return toLayer(path, {}, ['must hold a JSON object'])
  // Editors find the JSON Schema by this key.
  const { $schema: _, ...tree } = json
  return toLayer(path, tree, [])
}

function toLayer(path: string, tree: Tree, messages: readonly string[]): Layer {
  const problems = messages.map((message): Problem => ({ source: 'file', where: path, message }))
  return { source: 'file', file: path, tree, problems, nameOf: (keys) => `${path}: ${toKey(keys)}` }
}
