// `config`: checks the settings, shows where each value comes from, and prints their schema.

import { z } from 'zod'
import { SettingsError } from '../config/errors.ts'
import type { Field } from '../config/field.ts'
import { getAt, toKey } from '../config/layer.ts'
import type { ResolvedSettings } from '../config/resolve.ts'
import { type Settings, settingFields, toSettingsJsonSchema } from '../config/settings.ts'
import type { Command } from './command.ts'

const options = z.strictObject({
  action: z
    .enum(['check', 'show', 'schema'])
    .describe(
      'check: exit 78 where something is wrong; show: every value and where it comes from; schema: the JSON Schema of the file',
    )
    .meta({ placeholder: 'ACTION' }),
  json: z.boolean().default(false).describe('show as one line of JSON'),
})

/** Ends with 78 where the settings cannot be used. */
export const configCommand = {
  name: 'config',
  summary: 'Check and show the settings',
  options,
  positionals: ['action'],
  settings: 'all',
  async run({ action, json }, io) {
    if (action === 'schema') {
      io.stdout.write(`${JSON.stringify(toSettingsJsonSchema(), null, 2)}\n`)
      return 0
    }
    const resolved = io.resolveSettings()
    if (resolved.settings === undefined) throw new SettingsError(resolved.problems)
    io.stdout.write(action === 'check' ? 'The settings are valid.\n' : show(resolved, json))
    return 0
  },
} satisfies Command<typeof options>

function show({ settings, originOf }: ResolvedSettings, json: boolean): string {
  const rows = settingFields.map((field) => ({
    setting: toKey(field.path),
    value: toShown(field, settings),
    origin: originOf(field),
  }))
  if (json) return `${JSON.stringify(rows)}\n`
  const lines = rows.map((row) => [row.setting, JSON.stringify(row.value), row.origin])
  return toColumns(lines)
}

function toColumns(lines: readonly (readonly string[])[]): string {
  const widthOf = (column: number) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))
  const widths = [widthOf(0), widthOf(1)]
  const toLine = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return lines.map((cells) => `${toLine(cells)}\n`).join('')
}

/** In the file's unit, null where unset, and never a secret. */
function toShown(field: Field, settings: Settings | undefined): unknown {
  const value = getAt(settings, field.path) ?? null
  return field.isSecret && value !== null ? '***' : value
}
