// The names in what a client sent: events, spans, metrics, hooks and session files, each with the names of its fields.

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import { agentFor } from '../../../src/agents/index.ts'
import type { Received } from './recorder.ts'

/** `log user_prompt` → the attributes it was seen with. */
export type Names = Map<string, Set<string>>

interface Json {
  readonly [key: string]: Json | readonly Json[] | string | undefined
}

const root = protobuf.loadSync(fileURLToPath(new URL('../../../proto/otlp.proto', import.meta.url)))

/** A signal's message, and its lists from the resources down to the records. */
const signals = {
  '/v1/logs': ['ExportLogsServiceRequest', 'resourceLogs', 'scopeLogs', 'logRecords'],
  '/v1/traces': ['ExportTraceServiceRequest', 'resourceSpans', 'scopeSpans', 'spans'],
  '/v1/metrics': ['ExportMetricsServiceRequest', 'resourceMetrics', 'scopeMetrics', 'metrics'],
} as const
const words = { '/v1/logs': 'log', '/v1/traces': 'span', '/v1/metrics': 'metric' } as const

type Path = keyof typeof signals

/** @param agent whose telemetry is looked at: other services that the client runs are left out */
export function toNames(requests: readonly Received[], agent: string): Names {
  const names: Names = new Map()
  for (const request of requests) {
    if (Object.hasOwn(signals, request.path)) addExport(names, request, agent)
    else if (request.path.startsWith('/hooks/')) addHook(names, request)
  }
  return names
}

function addExport(names: Names, { path, contentType, body }: Received, agent: string): void {
  const [type, resources, scopes, records] = signals[path as Path]
  const message: Json = contentType.includes('json')
    ? (JSON.parse(body.toString('utf8')) as Json)
    : root.lookupType(`otlp.${type}`).decode(body).toJSON()
  for (const resource of listOf(message, resources)) {
    const about = attributesOf(resource['resource'] as Json | undefined)
    if (agentFor(about.get('service.name') ?? '').id !== agent) continue
    for (const scope of listOf(resource, scopes))
      for (const record of listOf(scope, records))
        add(names, `${words[path as Path]} ${nameOf(record)}`, [
          ...about.keys(),
          ...attributesOf(record).keys(),
          ...pointsOf(record).flatMap((point) => [...attributesOf(point).keys()]),
        ])
  }
}

/** An event is named by an attribute; see `LogRecord` of the decoder. */
const nameOf = (record: Json): string =>
  textOf(record['name'] ?? attributesOf(record).get('event.name') ?? record['eventName']) ||
  messageOf(record)

/** opencode's messages are lists that begin with a name. */
function messageOf({ body }: Json): string {
  const [first] = listOf((body as Json | undefined)?.['arrayValue'] as Json | undefined, 'values')
  return textOf(first?.['stringValue'])
}

function addHook(names: Names, { body }: Received): void {
  const fields = JSON.parse(body.toString('utf8')) as Json
  add(names, `hook ${textOf(fields['hook_event_name'])}`, Object.keys(fields))
}

/** Notes the fields of the files in which some clients note what they do. */
export function addSessionFiles(names: Names, home: string): void {
  for (const path of globSync('.*/sessions/*.json', { cwd: home })) {
    const text = readFileSync(`${home}/${path}`, 'utf8')
    if (text !== '') add(names, 'session file', Object.keys(JSON.parse(text) as Json))
  }
}

function add(names: Names, name: string, fields: readonly string[]): void {
  const known = names.get(name) ?? new Set<string>()
  for (const field of fields) known.add(field)
  names.set(name, known)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const listOf = (message: Json | undefined, name: string): readonly Json[] =>
  (message?.[name] ?? []) as readonly Json[]

function attributesOf(message: Json | undefined): ReadonlyMap<string, string> {
  const list = listOf(message, 'attributes') as readonly { key: string; value?: Json }[]
  return new Map(list.map(({ key, value }) => [key, textOf(value?.['stringValue'])]))
}

const pointsOf = (metric: Json): readonly Json[] =>
  ['sum', 'gauge', 'histogram'].flatMap((kind) => listOf(metric[kind] as Json, 'dataPoints'))
