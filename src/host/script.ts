// The script that a process runs, where its program is an interpreter.

import { basename } from 'node:path'

const INTERPRETERS = /^(?:node|bun|deno)\b/

/**
 * @param executable path of the program
 * @param argv what it was called by, itself first
 * @returns the script and the words behind it; nothing for a program of another kind
 */
export function scriptWords(
  executable = '',
  [, ...words]: readonly string[] = [],
): readonly string[] {
  const at = words.findIndex((word) => !word.startsWith('-'))
  return at >= 0 && INTERPRETERS.test(basename(executable)) ? words.slice(at) : []
}
