// What can be completed, told without reference to any shell.

import type { Command } from '../../commands/command.ts'
import type { Field } from '../../config/field.ts'
import { type Flag, flagsOf, isWorthShowing, positionalsOf } from '../flags.ts'

export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly flags: readonly FlagWord[]
  readonly positionals: readonly ValueWords[]
}

export interface FlagWord {
  /** Without dashes. */
  readonly name: string
  readonly short: string | undefined
  readonly description: string
  /** Undefined where the flag takes no value. */
  readonly value: ValueWords | undefined
}

export interface ValueWords {
  readonly name: string
  readonly choices: readonly string[]
  readonly isFile: boolean
  readonly isList: boolean
}

const FILE_PLACEHOLDERS = new Set(['FILE', 'PATH', 'CAPTURE'])

/** The words of every command; the first is the one that runs when none is named. */
export function toCommandWords(commands: readonly Command[]): readonly CommandWords[] {
  return commands.map((command) => ({
    name: command.name,
    summary: command.summary,
    flags: flagsOf(command).filter(isWorthShowing).map(toFlagWord),
    positionals: positionalsOf(command).map(toValueWords),
  }))
}

function toFlagWord({ name, short, field, implied }: Flag): FlagWord {
  const value = implied === undefined ? toValueWords(field) : undefined
  return { name, short, description: toDescription(name, field), value }
}

/** Shells show one short line; a default in brackets would be read as syntax. */
function toDescription(name: string, { description, kind }: Field): string {
  const text = description.replace(/ \[.*\]$/, '')
  return kind === 'boolean' && name.startsWith('no-') ? `do not ${text}` : text
}

function toValueWords({ placeholder: name, choices, isList }: Field): ValueWords {
  return { name, choices, isFile: FILE_PLACEHOLDERS.has(name), isList }
}
