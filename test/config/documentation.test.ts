import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import {
  replaceBetweenMarkers,
  SCHEMA_FILE,
  settingsTables,
  toSchemaText,
} from '../../scripts/settings-doc.ts'
import { settingsSchema, toSettingsJsonSchema } from '../../src/config/settings.ts'
import { defaultTuning } from '../../src/domain/tuning.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8')

describe('what `npm run docs` writes', () => {
  test('is the committed JSON Schema', () => {
    expect(read(SCHEMA_FILE)).toBe(toSchemaText())
  })

  test.each(settingsTables)('is the table of settings in %s', (file, table) => {
    const text = read(file)
    expect(replaceBetweenMarkers(text, table)).toBe(text)
  })

  test('needs its markers', () => {
    expect(() => replaceBetweenMarkers('no markers', 'x')).toThrow('needs <!--')
  })
})

test('the defaults are those of the state machine, which its tests rely on', () => {
  expect(settingsSchema.parse({})).toMatchObject({ ...defaultTuning })
})

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: true }).compile(toSettingsJsonSchema())

  test.each([
    [{}],
    [{ $schema: './settings.schema.json', port: 0, pipe: { enabled: false } }],
    [{ quietPeriodMs: 1500.5, logLevel: 'debug' }],
  ])('accepts %j', (settings) => {
    expect(validate(settings)).toBe(true)
  })

  test.each([[{ prot: 1 }], [{ port: '1' }], [{ pipe: { path: '' } }], [{ quietPeriodMs: 0 }]])(
    'refuses %j',
    (settings) => {
      expect(validate(settings)).toBe(false)
    },
  )
})
