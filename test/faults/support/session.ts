// A good session of Claude Code, from its prompt to its end, as binary exports.

import { randomUUID } from 'node:crypto'
import type { Signal } from '../../../src/otlp/records.ts'
import { requestTypes } from '../../otlp/support/reference.ts'
import { type Sent, toSent } from './client.ts'

const text = (stringValue: string) => ({ stringValue })

const resource = { attributes: [{ key: 'service.name', value: text('claude-code') }] }

const encode = (signal: Signal, request: object): Sent => {
  const type = requestTypes[signal]
  return toSent(signal, 'protobuf', type.encode(type.fromObject(request)).finish())
}

export interface GoodSession {
  readonly id: string
  readonly prompt: Sent
  readonly reply: Sent
  /** The span that ends the turn. */
  readonly turnEnd: Sent
  readonly end: Sent
  /** Records in all of them. */
  readonly records: number
}

/** @param nowMs Unix time of the machine that the agent runs on */
export function createSession(nowMs = Date.now(), id: string = randomUUID()): GoodSession {
  const nanos = (ms: number) => `${BigInt(Math.round(nowMs + ms)) * 1_000_000n}`
  let sequence = 0
  const log = (ms: number, name: string, attributes: Record<string, object> = {}) => ({
    timeUnixNano: nanos(ms),
    body: text(`claude_code.${name}`),
    traceId: traceOf(id),
    attributes: Object.entries({
      'session.id': text(id),
      'event.name': text(name),
      'event.sequence': { intValue: sequence++ },
      'prompt.id': text(`${id}-1`),
      query_source: text('repl_main_thread'),
      ...attributes,
    }).map(([key, value]) => ({ key, value })),
  })
  const logs = (...logRecords: object[]) =>
    encode('logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] })
  const call = { request_id: text('req_1'), model: text('claude-opus-4-8') }
  const tokens = { input_tokens: { intValue: 10 }, output_tokens: { intValue: 5 } }
  const span = {
    traceId: traceOf(id),
    spanId: Buffer.alloc(8, 1),
    name: 'claude_code.interaction',
    startTimeUnixNano: nanos(0),
    endTimeUnixNano: nanos(30),
    attributes: [{ key: 'session.id', value: text(id) }],
  }
  return {
    id,
    prompt: logs(log(0, 'user_prompt', { prompt_length: text('5') })),
    reply: logs(
      log(20, 'api_request', { ...call, ...tokens }),
      log(21, 'assistant_response', call),
    ),
    turnEnd: encode('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
    // Told at once; after /exit more may come.
    end: logs(log(40, 'user_prompt', { command_name: text('clear') })),
    records: 5,
  }
}

const traceOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
