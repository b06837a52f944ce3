// The few words of a command line that may be told: its subcommands, and nothing that could be a secret.

import { basename } from 'node:path'

/** As `run` and `ls-remote`: no digits, so no keys, and no sentences. */
const SUBCOMMAND = /^[a-z]+(?:-[a-z]+)*$/
const MAX_WORD_CHARS = 20
const MAX_WORDS = 3
const MAX_NAME_CHARS = 128
/** As in `env node SCRIPT`. */
const MAX_BEFORE_SCRIPT = 3

/**
 * The words before the first option, path, number or anything else: what comes
 * after may be a value, such as a password.
 * @param name of the program or script, which goes before its words
 * @param argv may be of what it runs by now; then there are none
 */
export function toToldWords(name: string, argv: readonly string[]): string[] {
  const at = argv.slice(0, MAX_BEFORE_SCRIPT).findIndex((word) => toProgramName(word) === name)
  if (at < 0) return []
  const words = argv.slice(at + 1, at + 1 + MAX_WORDS)
  const end = words.findIndex((word) => word.length > MAX_WORD_CHARS || !SUBCOMMAND.test(word))
  return end < 0 ? words : words.slice(0, end)
}

/** The name of a program without its directory. */
export const toProgramName = (path: string): string => basename(path).slice(0, MAX_NAME_CHARS)
