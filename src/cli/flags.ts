// The flags that a command accepts: its own, those of the settings it reads, and those of every command.

import { z } from 'zod'
import type { Command } from '../commands/command.ts'
import { type Field, toFields } from '../config/field.ts'
import { settingFields } from '../config/settings.ts'

/** One name on the command line. */
export interface Flag {
  /** Without dashes. */
  readonly name: string
  readonly short: string | undefined
  readonly field: Field
  /** The text the flag stands for where it takes no value. */
  readonly implied: string | undefined
  readonly owner: 'global' | 'command' | 'settings'
}

/** What every command accepts. */
const globalOptions = z.strictObject({
  config: z
    .string()
    .min(1)
    .optional()
    .describe('settings file [$XDG_CONFIG_HOME/otel-ai-monitor/config.json]')
    .meta({ placeholder: 'FILE' }),
  help: z.literal(true).optional().describe('show this help').meta({ short: 'h' }),
  version: z.literal(true).optional().describe('show the version').meta({ short: 'V' }),
})

/** The bare words of a command, in order. */
export function positionalsOf(command: Command): readonly Field[] {
  const fields = toFields(command.options)
  return (command.positionals ?? []).flatMap(
    (key) => fields.find(({ path }) => path[0] === key) ?? [],
  )
}

/** Every flag of a command, each name once. */
export function flagsOf(command: Command): readonly Flag[] {
  const positionals = new Set<string | undefined>(command.positionals)
  const own = toFields(command.options).filter(({ path }) => !positionals.has(path[0]))
  const flags = [
    ...own.flatMap((field) => toFlags(field, 'command')),
    ...settingsOf(command).flatMap((field) => toFlags(field, 'settings')),
    ...toFields(globalOptions).flatMap((field) => toFlags(field, 'global')),
  ]
  // `--pipe PATH` goes before `--pipe`, for what has a path is on by default.
  const valued = new Set(flags.filter((flag) => flag.implied === undefined).map(({ name }) => name))
  return flags.filter((flag) => flag.implied === undefined || !valued.has(flag.name))
}

/** Of `--x` and `--no-x` the one that changes something. */
export function isWorthShowing({ field, implied }: Flag): boolean {
  return field.kind !== 'boolean' || (implied === 'true') !== (field.default === true)
}

function settingsOf({ settings }: Command): readonly Field[] {
  if (settings === undefined || settings === 'all') return settings === 'all' ? settingFields : []
  const keys = new Set<string | undefined>(settings)
  return settingFields.filter(({ path }) => keys.has(path[0]))
}

/** A boolean makes `--x` and `--no-x`, a value `--x VALUE`, and each switch a flag of its own. */
function toFlags(field: Field, owner: Flag['owner']): readonly Flag[] {
  const { flag: name, short } = field
  if (name === undefined) return []
  const flag = { name, short, field, owner, implied: undefined }
  if (field.kind === 'boolean') {
    const on = { ...flag, implied: 'true' }
    const off = { ...flag, name: `no-${name}`, short: undefined, implied: 'false' }
    return owner === 'global' ? [on] : [on, off]
  }
  const switches = Object.entries(field.switches).map(([switchName, { short: letter, value }]) => ({
    ...flag,
    name: switchName,
    short: letter,
    implied: value,
  }))
  return [flag, ...switches]
}
