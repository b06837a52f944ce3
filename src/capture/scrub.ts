// Takes the texts out of a request's body: what people wrote, what models answered, what tools printed.

import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import { agentFor } from '../agents/index.ts'
import { createSelection } from '../interpret/selection.ts'
import type { Encoding } from '../otlp/decode.ts'
import type { Signal } from '../otlp/records.ts'
import { packageFile } from '../version.ts'

type Json = { [key: string]: unknown }

const requestTypes: Readonly<Record<Signal, string>> = {
  logs: 'otlp.ExportLogsServiceRequest',
  traces: 'otlp.ExportTraceServiceRequest',
  metrics: 'otlp.ExportMetricsServiceRequest',
}

/**
 * Removes every text that is not known to be harmless: only the attributes that
 * an agent's file reads, and does not call texts, keep their value. Ids, times,
 * numbers and the names of events, spans and metrics stay.
 */
export type Scrub = (signal: Signal, encoding: Encoding, body: Uint8Array) => Uint8Array

export function createScrub(): Scrub {
  const selection = createSelection()
  let root: protobuf.Root | undefined
  const typeOf = (signal: Signal): protobuf.Type => {
    root ??= protobuf.loadSync(fileURLToPath(packageFile('proto/otlp.proto')))
    return root.lookupType(requestTypes[signal])
  }

  function clean(request: Json): Json {
    for (const group of groupsOf(request)) {
      const resource = (group['resource'] ?? {}) as Json
      const serviceName = serviceNameOf(resource)
      const agent = agentFor(serviceName)
      const texts = agent.texts ?? {}
      const { attributes } = selection.forService(serviceName)
      const keep = (key: string, value: string): string =>
        Object.hasOwn(texts, key)
          ? texts[key]!(value)
          : attributes.has(key) || key === 'service.name'
            ? value
            : removed(value)
      const bodyText = agent.bodyText ?? removed
      cleanNode(group, keep, (value) => mapTexts(value, bodyText))
    }
    return request
  }

  return (signal, encoding, body) => {
    if (encoding === 'json') {
      const request = JSON.parse(Buffer.from(body).toString('utf8')) as Json
      return Buffer.from(JSON.stringify(clean(request)))
    }
    const type = typeOf(signal)
    const message = type.decode(body) as unknown as Json
    return type.encode(clean(message)).finish()
  }
}

const groupsOf = (request: Json): Json[] =>
  ['resourceLogs', 'resourceSpans', 'resourceMetrics'].flatMap(
    (key) => (request[key] as Json[] | undefined) ?? [],
  )

function serviceNameOf(resource: Json): string {
  const attributes = (resource['attributes'] ?? []) as { key: string; value?: Json }[]
  const name = attributes.find(({ key }) => key === 'service.name')?.value?.['stringValue']
  return typeof name === 'string' ? name : ''
}

const removed = (text: string): string => `[removed: ${text.length} characters]`

/** Walks resources, scopes, records, span events and points; attributes and bodies are cleaned in place. */
function cleanNode(
  node: unknown,
  keep: (key: string, value: string) => string,
  cleanBody: (body: unknown) => unknown,
): void {
  if (Array.isArray(node)) {
    for (const item of node) cleanNode(item, keep, cleanBody)
    return
  }
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return
  const object = node as Json
  for (const [name, value] of Object.entries(object)) {
    if (name === 'attributes') cleanAttributes(value, keep)
    else if (name === 'body') object[name] = cleanBody(value)
    else if (name === 'status') cleanStatus(value)
    else cleanNode(value, keep, cleanBody)
  }
}

function cleanAttributes(attributes: unknown, keep: (key: string, value: string) => string): void {
  if (!Array.isArray(attributes)) return
  for (const attribute of attributes as { key: string; value: unknown }[])
    attribute.value = mapTexts(attribute.value, (text) => keep(attribute.key, text))
}

function cleanStatus(status: unknown): void {
  const object = status as Json | null
  if (typeof object?.['message'] === 'string') object['message'] = removed(object['message'])
}

/** Applies a change to every text of an AnyValue. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value
  const any = value as Json
  if (typeof any['stringValue'] === 'string') any['stringValue'] = change(any['stringValue'])
  for (const name of ['arrayValue', 'kvlistValue']) {
    const list = any[name] as { values?: unknown[] } | null | undefined
    for (const item of list?.values ?? [])
      mapTexts(name === 'arrayValue' ? item : (item as Json)['value'], change)
  }
  return any
}
