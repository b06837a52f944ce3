// The receiver's address, read without the schema, is the one that the schema gives.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readReceiverAddress } from '../../src/config/address.ts'
import { resolveSettings } from '../../src/config/resolve.ts'

const folder = mkdtempSync(join(tmpdir(), 'address-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = { file: join(folder, 'config.json'), isFileChosen: false }

const host = fc.constantFrom('127.0.0.1', '::1', 'localhost', '127.0.0.9', '0.0.0.0', 'example.org')
const port = fc.integer({ min: 0, max: 65_535 })
const token = fc.constantFrom('t', 'my-token')
const odd = fc.constantFrom('', '0', '-1', '1e3', ' 80 ', '0x50', '65536', '4318.5', 'x')
const oddToken = fc.constantFrom('', 'пароль', 'abc ', ' abc', 'a b', 'abc\n', 'a\u007f', 'ü', '~!')
const oddValue = fc.constantFrom<unknown>('', 0, -1, 65_536, 4318.5, null, true, [], {}, '4318')

const optional = { requiredKeys: [] }
const fromFile = fc.record({ host, port, token }, optional)
const fromEnv = fc.record(
  { OTEL_AI_MONITOR_HOST: host, OTLP_PORT: port.map(String), OTEL_AI_MONITOR_TOKEN: token },
  optional,
)

function read(content: object, env: Readonly<Record<string, string>>) {
  writeFileSync(place.file, JSON.stringify(content))
  const { settings } = resolveSettings({ ...place, env, flags: [] })
  const { host: itsHost, port: itsPort, token: itsToken } = settings ?? {}
  return {
    address: readReceiverAddress(place, env),
    ofSchema: settings && { host: itsHost, port: itsPort, token: itsToken },
  }
}

test('where all is well', () => {
  fc.assert(
    fc.property(fromFile, fromEnv, (content, env) => {
      const { address, ofSchema } = read(content, env)
      expect(address).toEqual(ofSchema)
    }),
  )
})

test('or none at all where the schema has another, or a complaint of what is used', () => {
  const oddFile = fc.record(
    { host: oddValue, port: oddValue, token: fc.oneof(oddValue, oddToken) },
    optional,
  )
  const oddEnv = fc.record(
    { OTEL_AI_MONITOR_HOST: odd, OTLP_PORT: odd, OTEL_AI_MONITOR_TOKEN: fc.oneof(odd, oddToken) },
    optional,
  )
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(oddFile, fc.constant({})), fc.tuple(fc.constant({}), oddEnv)),
      ([content, env]) => {
        const { address, ofSchema } = read(content, env)
        expect([undefined, ofSchema]).toContainEqual(address)
      },
    ),
  )
})

test('whatever is wrong with other settings', () => {
  const { address, ofSchema } = read({ port: 5, quietPeriod: 'x' }, { OTEL_AI_NONE: '1' })
  expect(address).toEqual({ host: '127.0.0.1', port: 5, token: undefined })
  expect(ofSchema).toBeUndefined()
})

test.each(['{', '[]', undefined])('and none where the file is none: %j', (content) => {
  if (content === undefined) rmSync(place.file, { force: true })
  else writeFileSync(place.file, content)
  expect(readReceiverAddress({ ...place, isFileChosen: true }, {})).toBeUndefined()
})
