// The completion script for zsh.

import type { Command } from '../../commands/command.ts'
import { type CommandWords, type FlagWord, toCommandWords, type ValueWords } from './words.ts'

/** @returns the whole script, for a file `_otel-ai-monitor` in `$fpath`, or to be sourced */
export function toZshScript(commands: readonly Command[]): string {
  const words = toCommandWords(commands)
  const [first] = words
  const summaries = words.map(({ name, summary }) => `      ${quote(`${name}:${summary}`)}`)
  return [
    '#compdef otel-ai-monitor',
    '# Use: source <(otel-ai-monitor completions zsh)',
    '',
    '_otel_ai_monitor() {',
    '  local -a commands',
    '  local command=$words[2]',
    '  if (( CURRENT == 2 )) && [[ $command != -* ]]; then',
    '    commands=(',
    ...summaries,
    '    )',
    `    _describe command commands`,
    '    return',
    '  fi',
    `  if [[ $command == -* ]]; then command=${first?.name ?? ''}`,
    '  else shift words; (( CURRENT-- )); fi',
    '  case $command in',
    ...words.map(toBranch),
    '  esac',
    '}',
    '',
    'if [[ $funcstack[1] == _otel-ai-monitor ]]; then _otel_ai_monitor "$@"',
    'else compdef _otel_ai_monitor otel-ai-monitor; fi',
    '',
  ].join('\n')
}

function toBranch({ name, flags, positionals }: CommandWords): string {
  const specs = [...flags.flatMap(toFlagSpecs), ...positionals.map(toPositionalSpec)]
  const lines = specs.map((spec) => ` \\\n        ${quote(spec)}`)
  return `    ${name})\n      _arguments -s -S${lines.join('')}\n      ;;`
}

function toFlagSpecs({ name, short, description, value }: FlagWord): readonly string[] {
  const text = `[${description.replaceAll(/[[\]\\:]/g, String.raw`\$&`)}]`
  const end = value === undefined ? '' : `:${toAction(value)}`
  const letters = short === undefined ? [] : [`-${short}${text}${end}`]
  return [...letters, `--${name}${value === undefined ? '' : '='}${text}${end}`]
}

function toPositionalSpec(value: ValueWords): string {
  return `${value.isList ? '*' : ''}:${toAction(value)}`
}

function toAction({ name, choices, isFile }: ValueWords): string {
  const action = choices.length > 0 ? `(${choices.join(' ')})` : isFile ? '_files' : ''
  return `${name.toLowerCase()}:${action}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
