import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toFields } from '../../src/config/field.ts'
import { settingFields } from '../../src/config/settings.ts'

describe('a field', () => {
  test('is named after its key', () => {
    const [field] = toFields(z.strictObject({ quietPeriodMs: z.number().default(5) }))
    expect(field).toMatchObject({
      path: ['quietPeriodMs'],
      flag: 'quiet-period',
      env: 'OTEL_AI_MONITOR_QUIET_PERIOD',
      placeholder: 'SECONDS',
      inSeconds: true,
      isRequired: false,
      default: 5,
    })
  })

  test('of a group that can be switched off is named after the group', () => {
    const group = z.strictObject({
      enabled: z.boolean().default(true),
      path: z.string(),
      depth: z.int(),
    })
    const flags = toFields(z.strictObject({ someSink: group })).map(({ flag }) => flag)
    expect(flags).toEqual(['some-sink', 'some-sink', undefined])
  })

  test('takes what its schema says beyond the name', () => {
    const [field] = toFields(
      z.strictObject({
        x: z
          .array(z.enum(['a', 'b']))
          .describe('letters')
          .meta({ short: 'y', placeholder: 'LETTER', env: 'X', flag: 'ex', secret: true }),
      }),
    )
    expect(field).toMatchObject({
      description: 'letters',
      short: 'y',
      placeholder: 'LETTER',
      env: 'X',
      flag: 'ex',
      isSecret: true,
      isList: true,
      isRequired: true,
      choices: ['a', 'b'],
    })
  })
})

describe('the settings', () => {
  test('all say what they are', () => {
    expect(settingFields.filter(({ description }) => description === '')).toEqual([])
  })

  test('have the variables that other programs set', () => {
    const names = settingFields.map(({ env }) => env)
    expect(names).toEqual(
      expect.arrayContaining([
        'OTLP_PORT',
        'OTEL_AI_QUIET_PERIOD',
        'OTEL_AI_SESSION_TIMEOUT',
        'OTEL_AI_COMPLETED_TIMEOUT',
        'OTEL_AI_BROADCAST_INTERVAL',
      ]),
    )
    expect(new Set(names).size).toBe(names.length)
  })

  test('that are secret have no flag, for others can read a command line', () => {
    const secret = settingFields.filter(({ isSecret }) => isSecret)
    expect(secret.map(({ path, flag }) => [path, flag])).toEqual([[['token'], undefined]])
  })
})
