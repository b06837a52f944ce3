// What the documentation repeats from the settings' schema, so that it cannot say anything else.

import type { Field } from '../src/config/field.ts'
import { toFieldDescription } from '../src/config/field-text.ts'
import { toKey } from '../src/config/layer.ts'
import { settingFields, toSettingsJsonSchema } from '../src/config/settings.ts'

/** Relative to the project's root. */
export const SCHEMA_FILE = 'schema/settings.schema.json'

const START = '<!-- settings: written by npm run docs -->'
const END = '<!-- /settings -->'

/** The settings file's JSON Schema as it is committed. */
export function toSchemaText(): string {
  return `${JSON.stringify(toSettingsJsonSchema(), null, 2)}\n`
}

/** A Markdown table of these settings. */
function toTable(fields: readonly Field[]): string {
  const rows = fields.map((field) => [
    `\`${toKey(field.path)}\``,
    toDefault(field),
    toFlagText(field),
    `\`${field.env}\``,
    toFieldDescription(field),
  ])
  const head = ['In the file', 'Default', 'Flag', 'Environment', 'What it is']
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** The tables of settings, each with the file that shows it: the README has those that people change most. */
export const settingsTables: readonly (readonly [file: string, table: string])[] = [
  ['README.md', toTable(settingFields.filter(({ flag }) => flag !== undefined))],
  ['docs/settings.md', toTable(settingFields)],
]

/** @throws {Error} where the text has no markers */
export function replaceBetweenMarkers(text: string, content: string): string {
  const start = text.indexOf(START)
  const end = text.indexOf(END)
  if (start < 0 || end < start) throw new Error(`the text needs ${START} and, later, ${END}`)
  return `${text.slice(0, start + START.length)}\n\n${content}\n\n${text.slice(end)}`
}

/** The unit of the file; flags and variables are in seconds. */
function toDefault(field: Field): string {
  return field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``
}

function toFlagText({ flag, kind, placeholder, switches }: Field): string {
  if (flag === undefined) return ''
  const main = kind === 'boolean' ? `--no-${flag}` : `--${flag} ${placeholder}`
  const others = Object.entries(switches).map(([name, { short }]) =>
    short === undefined ? `--${name}` : `-${short}`,
  )
  return [main, ...others].map((name) => `\`${name}\``).join(' ')
}
