// The help texts, from the commands and their schemas.

import type { Command } from '../commands/command.ts'
import type { Field } from '../config/field.ts'
import { toFieldDescription, toFieldText } from '../config/field-text.ts'
import { PROGRAM } from './fail.ts'
import { type Flag, flagsOf, isWorthShowing, positionalsOf } from './flags.ts'

const DESCRIPTION =
  'Shows what every AI coding agent on this machine is doing: working, waiting for you, or done.'
/** A longer name pushes its description to the next line. */
const MAX_NAME_CHARS = 34
const GAP = '  '

type Row = readonly [name: string, description: string]

/** The program's own help: the commands, and the flags of the one that runs by default. */
export function toOverview(commands: readonly Command[], defaultCommand: Command): string {
  return toText([
    DESCRIPTION,
    `Usage: ${PROGRAM} [COMMAND] [OPTIONS]`,
    toSection(
      'Commands',
      commands.map((command) => toCommandRow(command, defaultCommand)),
    ),
    ...toFlagSections(defaultCommand),
    `More about a command: ${PROGRAM} COMMAND --help`,
  ])
}

/** One command's help. */
export function toCommandHelp(command: Command): string {
  const positionals = positionalsOf(command)
  return toText([
    `${command.summary}.`,
    `Usage: ${[PROGRAM, command.name, ...positionals.map(toSyntax), '[OPTIONS]'].join(' ')}`,
    toSection(
      'Arguments',
      positionals.map((field) => [field.placeholder, toDescription(field)]),
    ),
    ...toFlagSections(command),
  ])
}

function toCommandRow(command: Command, defaultCommand: Command): Row {
  const note = command === defaultCommand ? ' (what runs when none is named)' : ''
  return [command.name, command.summary + note]
}

function toFlagSections(command: Command): readonly string[] {
  const flags = flagsOf(command).filter(isWorthShowing)
  const rowsOf = (owners: readonly Flag['owner'][]) =>
    flags.filter(({ owner }) => owners.includes(owner)).map(toFlagRow)
  const settings = rowsOf(['settings'])
  return [
    toSection('Options', rowsOf(['command', 'global'])),
    toSection('Settings, also from the file and the environment (see config show)', settings),
  ]
}

function toFlagRow({ name, short, field, implied }: Flag): Row {
  const letter = short === undefined ? '    ' : `-${short}, `
  if (implied === undefined) {
    return [`${letter}--${name} ${field.placeholder}`, toDescription(field)]
  }
  return [`${letter}--${name}`, toImpliedDescription(name, field, implied)]
}

function toImpliedDescription(name: string, field: Field, implied: string): string {
  if (field.kind !== 'boolean') return `same as --${field.flag} ${implied}`
  return name.startsWith('no-') ? `do not ${field.description}` : field.description
}

function toDescription(field: Field): string {
  const fallback = field.default === undefined ? '' : ` [${toFieldText(field, field.default)}]`
  return toFieldDescription(field) + fallback
}

function toSyntax(field: Field): string {
  const word = field.choices.length > 0 ? field.choices.join('|') : field.placeholder
  const words = field.isList ? `${word}…` : word
  return field.isRequired ? words : `[${words}]`
}

function toSection(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const width = Math.min(MAX_NAME_CHARS, Math.max(...rows.map(([name]) => name.length)))
  const lines = rows.map(([name, description]) => {
    const isTooLong = name.length > width
    const start = isTooLong ? `${name}\n${GAP}${' '.repeat(width)}` : name.padEnd(width)
    return `${GAP}${start}${GAP}${description}`.trimEnd()
  })
  return `${title}:\n${lines.join('\n')}`
}

function toText(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
