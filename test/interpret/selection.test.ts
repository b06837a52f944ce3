// What is not decoded must not be missed: no rule may read what its agent's selection leaves out.

import { describe, expect, it } from 'vitest'
import type { AgentDefinition } from '../../src/agents/definition.ts'
import { agents } from '../../src/agents/index.ts'
import { genAi } from '../../src/agents/gen-ai.ts'
import { toTimeline } from '../../src/capture/timeline.ts'
import type { AgentEvent } from '../../src/domain/event.ts'
import { createInterpreter } from '../../src/interpret/interpret.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import type { Attributes, OtlpRecord, Selection } from '../../src/otlp/records.ts'
import { captureNames, readCapture } from '../captures/support/captures.ts'
import { log, point, span } from './support/records.ts'

type Lines = ReturnType<typeof readCapture>

function eventsOf(lines: Lines, selection: Selection): AgentEvent[] {
  const interpreter = createInterpreter()
  return toTimeline(lines, selection).requests.flatMap(({ line, records }) =>
    interpreter.interpret({ records, arrivalMs: line.t_ms, origin: '' }),
  )
}

/** Asks for everything that looks like a name in what was sent. */
function everything(lines: Lines): Selection {
  const names = new Set<string>()
  for (const { body_base64 } of lines)
    for (const [name] of Buffer.from(body_base64, 'base64')
      .toString('latin1')
      .matchAll(/[a-z][\w.-]{1,63}/gi))
      names.add(name)
  const all = { attributes: names, spans: 'all' as const, metrics: names, bodies: true }
  return { forService: () => all }
}

/** A record that notes which of its attributes are read. */
function watched<R extends OtlpRecord>(record: R, read: Set<string>): R {
  const note = (attributes: Attributes): Attributes =>
    new Proxy(attributes, {
      get(target, name) {
        read.add(String(name))
        return target[String(name)]
      },
    })
  const { attributes, resource } = record
  return {
    ...record,
    attributes: note(attributes),
    resource: { ...resource, attributes: note(resource.attributes) },
  }
}

describe('the selection', () => {
  it('keeps of what Gemini answered the end too, where the tools are', () => {
    const { attributes, whole } = createSelection().forService('gemini-cli')
    expect([...(whole ?? [])].filter((name) => !attributes.has(name))).toEqual([])
    expect(whole).toContain('response_text')
  })

  it.each(captureNames)('gives the same events of %s as everything does', (name) => {
    const lines = readCapture(name)
    const events = eventsOf(lines, createSelection())
    expect(events.length).toBeGreaterThan(0)
    expect(events).toEqual(eventsOf(lines, everything(lines)))
  })

  it.each(captureNames)('holds every attribute read of %s', (name) => {
    const selection = createSelection()
    const interpreter = createInterpreter()
    for (const { records } of toTimeline(readCapture(name), selection).requests)
      for (const record of records) {
        const read = new Set<string>()
        interpreter.interpret({ records: [watched(record, read)], arrivalMs: 0, origin: '' })
        const { attributes } = selection.forService(record.resource.serviceName)
        expect([...read].filter((attribute) => !attributes.has(attribute))).toEqual([])
      }
  })

  it.each([...agents, genAi])('holds every attribute that a rule of $id reads first', (agent) => {
    const service = agent === genAi ? 'unknown' : serviceOf(agent)
    const selected = createSelection().forService(service).attributes
    const records = [
      ...Object.keys(agent.logs).map((name) => log(service, name, {}, { body: ['loop', '{}'] })),
      ...Object.keys(agent.spans).map((name) => span(service, name)),
      ...Object.keys(agent.metrics).map((name) => point(service, name, 1)),
    ]
    const read = new Set<string>()
    createInterpreter().interpret({
      records: records.map((record) => watched(record, read)),
      arrivalMs: 0,
      origin: '',
    })
    expect(read.size).toBeGreaterThan(0)
    expect([...read].filter((attribute) => !selected.has(attribute))).toEqual([])
  })

  it('asks for bodies only where a rule reads them', () => {
    const selection = createSelection()
    expect(selection.forService('opencode').bodies).toBe(true)
    expect(selection.forService('claude-code').bodies).toBe(false)
  })

  it('asks for all spans only of agents whose spans have no fixed names', () => {
    const selection = createSelection()
    expect(selection.forService('codex_exec').spans).toBeInstanceOf(Set)
    expect(selection.forService('github-copilot').spans).toBe('all')
    expect(selection.forService('unknown').spans).toBe('all')
  })

  it('is the same each time, and bounded in what it remembers', () => {
    const selection = createSelection()
    const first = selection.forService('claude-code')
    expect(selection.forService('claude-code')).toBe(first)
    for (let n = 0; n < 64; n++) selection.forService(`stranger-${n}`)
    expect(selection.forService('claude-code')).toEqual(first)
    expect(selection.forService('claude-code')).not.toBe(first)
  })
})

/** What its pattern says to the letter. */
const serviceOf = ({ service }: AgentDefinition): string => service.source.replaceAll(/[\^$]/g, '')
