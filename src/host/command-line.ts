// What a process runs: its program, and the script where that is an interpreter.

import { basename } from 'node:path'
import type { Proc } from './proc.ts'

export interface CommandLine {
  /** Path of the program; '' where it is not known. */
  readonly executable: string
  /** What the program was called by. */
  readonly command: string
  /** What an interpreter runs. */
  readonly script?: string
  /** What is told to the program, or to the script. */
  readonly words: readonly string[]
}

/** Beginnings of their names. */
export const interpreters: readonly string[] = ['node', 'bun', 'deno']

/** Also `nodejs` and `node-22`, which some distributions have, but not Ruby's `bundle`. */
const INTERPRETER = new RegExp(`^\\.?(?:${interpreters.join('|')})(?:js)?(?![a-z_])`)

/** Their options whose value is a word of its own. */
const VALUED = new Set([
  '-e',
  '--eval',
  '-p',
  '-r',
  '--require',
  '--import',
  '--loader',
  '-C',
  '--conditions',
])

export const commandLineOf = (proc: Proc, pid: number): CommandLine =>
  toCommandLine(proc.executable(pid) ?? '', proc.arguments(pid) ?? [])

/**
 * @param executable path of the program; '' where it is not known
 * @param argv what it was called by, and its arguments
 */
export function toCommandLine(
  executable: string,
  [command = '', ...words]: readonly string[],
): CommandLine {
  const runner = [executable, command].map((path) => basename(path)).find(isInterpreter)
  const at = runner === undefined ? -1 : words.findIndex(isScript)
  const script = words[at]
  return {
    executable,
    command,
    ...(script === undefined ? {} : { script }),
    words: words.slice(at + 1),
  }

  function isScript(word: string, index: number): boolean {
    // To Node this would be a file.
    if (word === 'run' && !runner?.includes('node')) return false
    return !word.startsWith('-') && !VALUED.has(words[index - 1] ?? '')
  }
}

const isInterpreter = (name: string): boolean => INTERPRETER.test(name)
