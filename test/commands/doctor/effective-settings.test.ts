// What settings from several places come to.

import { expect, test } from 'vitest'
import {
  findFlaws,
  purposeOf,
  toVariableLayer,
} from '../../../src/commands/doctor/effective-settings.ts'
import { agentSetups } from '../../../src/setup/index.ts'
import { toPlaces } from '../../../src/setup/places.ts'

const endpoint = 'http://127.0.0.1:4318'
const places = toPlaces({ HOME: '/home/me', SHELL: '/bin/bash' })
const entriesOf = (agent: string) =>
  agentSetups
    .find(({ id }) => id === agent)
    ?.files(places)
    .flatMap((file) => file.entries(endpoint)) ?? []
const layer = (origin: string, values: unknown) => ({
  origin,
  values,
  isVariable: false,
  isStronger: false,
})
const gemini = entriesOf('gemini-cli')
const block = { enabled: true, target: 'local', useCollector: true, otlpProtocol: 'http' }

test('all that is missing is named', () => {
  expect(findFlaws(gemini, []).map(({ path, status }) => [path.at(-1), status])).toEqual([
    ['enabled', 'missing'],
    ['target', 'missing'],
    ['otlpEndpoint', 'missing'],
    ['otlpProtocol', 'missing'],
    ['useCollector', 'missing'],
  ])
})

test('places complete each other, and the last one wins', () => {
  const user = layer('user', { telemetry: { ...block, otlpEndpoint: 'http://localhost:4318/' } })
  expect(findFlaws(gemini, [user])).toEqual([])
  const project = layer('project', { telemetry: { enabled: false, outfile: '/tmp/x' } })
  const flaws = findFlaws(gemini, [user, project])
  expect(flaws.map(({ path, status, origin }) => [path.at(-1), status, origin?.origin])).toEqual([
    ['enabled', 'off', 'project'],
    ['outfile', 'conflict', 'project'],
  ])
  expect(findFlaws(gemini, [project, user]).map(({ path }) => path.at(-1))).toEqual(['outfile'])
})

test('a variable says true as a text', () => {
  const [enabled] = gemini
  expect(enabled && toVariableLayer('X', '1', enabled, true).values).toEqual({
    telemetry: { enabled: true },
  })
  expect(enabled && toVariableLayer('X', 'false', enabled, true).values).toEqual({
    telemetry: { enabled: false },
  })
})

test('what is in the way of a setting is not stumbled over', () => {
  for (const values of [null, 1, 'x', [], { telemetry: null }, { telemetry: 'x' }]) {
    expect(findFlaws(gemini, [layer('odd', values)])).toHaveLength(5)
  }
})

test.each([
  ['claude-code', 'spans', ['CLAUDE_CODE_ENHANCED_TELEMETRY_BETA', 'OTEL_TRACES_EXPORTER']],
  ['codex', 'spans', ['trace_exporter']],
  ['opencode', 'spans', ['openTelemetry']],
  ['claude-code', 'extra', ['OTEL_METRICS_EXPORTER']],
  ['copilot', 'needed', ['OTEL_EXPORTER_OTLP_ENDPOINT']],
  ['codex', 'needed', ['exporter']],
] as const)('of %s, for %s: %j', (agent, purpose, expected) => {
  const flaws = findFlaws(entriesOf(agent), [])
  const names = flaws.filter((flaw) => flaw.purpose === purpose).map(({ path }) => path.at(-1))
  expect(names).toEqual(expected)
})

test('an endpoint of its own for spans is about spans', () => {
  expect(purposeOf(['env', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])).toBe('spans')
  expect(purposeOf(['telemetry', 'otlpMetricsEndpoint'])).toBe('extra')
  expect(purposeOf(['env', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'])).toBe('needed')
})
