// Log batches like Claude Code's: 20 records of 17 attributes, whose times and running numbers are set anew for every request.

import protobuf from 'protobufjs'
import { fileURLToPath } from 'node:url'

export const recordsPerBatch = 20

const text = (stringValue: string) => ({ stringValue })
const int = (intValue: number) => ({ intValue })

type Value = ReturnType<typeof text> | ReturnType<typeof int> | { doubleValue: number }

/** One turn with a tool, told twice over: what a busy session sends. */
const events: readonly (readonly [string, Readonly<Record<string, Value>>])[] = [
  ['user_prompt', { prompt_length: text('23'), prompt: text('<REDACTED>') }],
  ['tool_decision', { decision: text('accept'), source: text('config'), tool_name: text('Bash') }],
  [
    'api_request',
    { input_tokens: int(1200), output_tokens: int(80), cost_usd: { doubleValue: 0.0023 } },
  ],
  ['assistant_response', { response_length: int(120), response: text('<REDACTED>') }],
  ['tool_result', { success: text('true'), duration_ms: text('812'), tool_name: text('Bash') }],
]

const requestType = protobuf
  .loadSync(fileURLToPath(new URL('../../proto/otlp.proto', import.meta.url)))
  .lookupType('otlp.ExportLogsServiceRequest')

function record(session: number, index: number): object {
  const [name, own] = events[index % events.length]!
  const turn = `${session}-${Math.floor(index / events.length)}`
  const attributes: Record<string, Value> = {
    'user.id': text('0'.repeat(64)),
    'session.id': text(sessionId(session)),
    'terminal.type': text('xterm-256color'),
    'event.name': text(name),
    'event.timestamp': text('2026-11-20T21:19:16.564Z'),
    'event.sequence': int(sequenceMark),
    'prompt.id': text(`prompt-${turn}`),
    'app.version': text('2.1.197'),
    'app.entrypoint': text('cli'),
    model: text('claude-opus-4-8'),
    request_id: text(`req-${turn}`),
    tool_use_id: text(`toolu-${turn}`),
    query_source: text('repl_main_thread'),
    speed: text('normal'),
    ...own,
  }
  while (Object.keys(attributes).length < 17)
    attributes[`extra.${Object.keys(attributes).length}`] = text('filler')
  return {
    timeUnixNano: nanosMark,
    observedTimeUnixNano: nanosMark,
    body: text(`claude_code.${name}`),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  }
}

export const sessionId = (session: number): string =>
  `00000000-0000-4000-8000-${String(session).padStart(12, '0')}`

/** A time and a running number that stand nowhere else in a body. */
const nanosMark = '1234567890123456789'
const sequenceMark = 123_456_789
/** From here on running numbers take the four bytes that the mark takes. */
const firstSequence = 2_097_152

const varint = (value: number): Buffer =>
  Buffer.from([0, 7, 14, 21].map((shift) => ((value >> shift) & 127) | (shift < 21 ? 128 : 0)))

export interface BatchTemplate {
  /** Sets every record's time, each a millisecond after the one before, and its running number. */
  at(unixMs: number): Buffer
}

/** @param session tells sessions apart */
export function createBatch(session: number): BatchTemplate {
  const logRecords = Array.from({ length: recordsPerBatch }, (_, index) => record(session, index))
  const resource = {
    attributes: [
      { key: 'service.name', value: text('claude-code') },
      { key: 'service.version', value: text('2.1.197') },
    ],
  }
  const scope = { name: 'com.anthropic.claude_code.events' }
  const request = { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }] }
  const body = Buffer.from(requestType.encode(requestType.fromObject(request)).finish())
  const mark = Buffer.alloc(8)
  mark.writeBigUInt64LE(BigInt(nanosMark))
  const times = offsetsOf(mark, body)
  const numbers = offsetsOf(varint(sequenceMark), body)
  let sequence = firstSequence
  return {
    at(unixMs) {
      for (const [index, offset] of times.entries())
        body.writeBigUInt64LE(BigInt(unixMs + (index >> 1)) * 1_000_000n, offset)
      for (const offset of numbers) varint(sequence++).copy(body, offset)
      return body
    },
  }
}

function offsetsOf(mark: Buffer, body: Buffer): number[] {
  const offsets: number[] = []
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + 1)) offsets.push(at)
  return offsets
}
