// The completion script for fish.

import type { Command } from '../../commands/command.ts'
import { type CommandWords, type FlagWord, toCommandWords, type ValueWords } from './words.ts'

const START = 'complete -c otel-ai-monitor'

/** @returns the whole script */
export function toFishScript(commands: readonly Command[]): string {
  const words = toCommandWords(commands)
  const [first] = words
  const lines = [
    '# fish completion for otel-ai-monitor',
    '# Use: otel-ai-monitor completions fish | source',
    `${START} -f`,
    ...words.map(
      ({ name, summary }) => `${START} -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...(first?.flags ?? []).map((flag) => toFlagLine('__fish_use_subcommand', flag)),
    ...words.flatMap(toCommandLines),
  ]
  return `${lines.join('\n')}\n`
}

function toCommandLines({ name, flags, positionals }: CommandWords): readonly string[] {
  // Not __fish_seen_subcommand_from, which would find `status` in `service status`.
  const condition = quote(`contains -- ${name} (commandline -opc)[2]`)
  return [
    ...flags.map((flag) => toFlagLine(condition, flag)),
    ...positionals.map((value) => `${START} -n ${condition}${toValue(value)}`),
  ]
}

function toFlagLine(condition: string, { name, short, description, value }: FlagWord): string {
  const letter = short === undefined ? '' : ` -s ${short}`
  const takes = value === undefined ? '' : ` ${value.isFile ? '-r' : '-x'}${toValue(value)}`
  return `${START} -n ${condition} -l ${name}${letter}${takes} -d ${quote(description)}`
}

function toValue({ choices, isFile }: ValueWords): string {
  if (isFile) return ' -F'
  return choices.length > 0 ? ` -a ${quote(choices.join(' '))}` : ''
}

/** Inside single quotes fish reads only `\\` and `\'` as escapes. */
function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
