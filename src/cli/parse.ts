// A command line as the command and the settings want it.

import { resolve } from 'node:path'
import type { Command } from '../commands/command.ts'
import type { Field } from '../config/field.ts'
import { toProblems } from '../config/issue.ts'
import {
  type Layer,
  type NamedText,
  type Problem,
  toKey,
  toTextLayer,
  type Tree,
} from '../config/layer.ts'
import { settingFields } from '../config/settings.ts'
import { type Flag, flagsOf, positionalsOf } from './flags.ts'
import { readWords, type Word } from './words.ts'

/** What a command line asks for; with problems only `help` and `version` can be trusted. */
export interface CommandLine {
  readonly help: boolean
  readonly version: boolean
  readonly configFile: string | undefined
  /** For the command, valid by its schema. */
  readonly options: Tree
  /** For the settings, not yet validated. */
  readonly settings: readonly NamedText[]
  readonly problems: readonly Problem[]
}

/** @param args what comes after the command's name */
export function parseCommandLine(command: Command, args: readonly string[]): CommandLine {
  const { words, problems } = readWords(command, args)
  const wordsOf = (owner: Flag['owner']) => words.filter((word) => word.owner === owner)
  const global = toTextLayer('flag', wordsOf('global')).tree
  const options = checkOptions(command, wordsOf('command'))
  return {
    help: global.help === true,
    version: global.version === true,
    configFile: typeof global.config === 'string' ? global.config : undefined,
    options: options.tree,
    settings: wordsOf('settings').flatMap(withSwitch),
    problems: [...problems, ...options.problems],
  }
}

/** A path is from where the command line was written, and also switches on what can be switched off. */
function withSwitch(word: Word): readonly NamedText[] {
  const group = word.field.path.slice(0, -1)
  const isPath = word.field.path.at(-1) === 'path'
  const key = toKey([...group, 'enabled'])
  const enabled = isPath ? settingFields.find(({ path }) => toKey(path) === key) : undefined
  if (enabled === undefined) return [word]
  const path = { ...word, text: resolve(word.text) }
  return [path, { ...word, field: enabled, text: 'true' }]
}

function checkOptions(
  command: Command,
  words: readonly Word[],
): { readonly tree: Tree; readonly problems: readonly Problem[] } {
  const layer = toTextLayer('flag', words)
  const parsed = command.options.safeParse(layer.tree)
  if (parsed.success) return { tree: parsed.data, problems: layer.problems }
  const fields = [...positionalsOf(command), ...flagsOf(command).map(({ field }) => field)]
  const named = { ...layer, nameOf: (path: readonly string[]) => toName(layer, fields, path) }
  // A text that could not be read is missing from the tree, which is no second problem.
  const unread = new Set(layer.problems.map(({ where }) => where))
  const issues = parsed.error.issues
    .flatMap((issue) => toProblems(issue, named, fields))
    .filter(({ where }) => !unread.has(where))
  return { tree: {}, problems: [...layer.problems, ...issues] }
}

/** As it was given, or as it should have been. */
function toName(layer: Layer, fields: readonly Field[], path: readonly string[]): string {
  const name = layer.nameOf(path)
  if (name !== toKey(path)) return name
  return fields.find((field) => field.path[0] === path[0])?.placeholder ?? name
}
