// When a capture's requests arrived, and which of them count.

import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseCapture } from '../../src/capture/capture.ts'
import { toTimeline } from '../../src/capture/timeline.ts'
import { createSelection } from '../../src/interpret/selection.ts'

const promptMs = 1_700_000_000_000

/** A request that holds one prompt of Claude Code. */
function body(timeMs: number): Buffer {
  const logRecords = [
    {
      timeUnixNano: `${timeMs}000000`,
      attributes: [{ key: 'event.name', value: { stringValue: 'user_prompt' } }],
    },
  ]
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'claude-code' } }] }
  return Buffer.from(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }))
}

const line = (t_ms: number, more: object = {}, bytes: Buffer = body(promptMs)) => ({
  t_ms,
  path: '/v1/logs',
  content_type: 'application/json',
  body_base64: bytes.toString('base64'),
  ...more,
})

const timeline = (...lines: readonly object[]) =>
  toTimeline(parseCapture(lines.map((each) => JSON.stringify(each)).join('\n')), createSelection())

describe('a capture’s clock', () => {
  it('is the one it tells', () => {
    const { startMs, requests } = timeline(line(0), line(500, { unix_ms: promptMs + 2500 }))
    expect(startMs).toBe(promptMs + 2000)
    expect(requests.map(({ arrivalMs }) => arrivalMs)).toEqual([promptMs + 2000, promptMs + 2500])
  })

  it('else starts no earlier than any record allows', () => {
    const { startMs, requests } = timeline(line(1000), line(3000, {}, body(promptMs + 2500)))
    expect(startMs).toBe(promptMs - 500)
    for (const { arrivalMs, records } of requests)
      expect(arrivalMs).toBeGreaterThanOrEqual(
        records[0]!.signal === 'logs' ? records[0]!.timeMs : 0,
      )
  })

  it('of no records starts at nothing', () => {
    expect(timeline()).toEqual({ startMs: 0, requests: [], problems: [] })
  })
})

describe('a request', () => {
  it('that was refused brought nothing in', () => {
    const { requests } = timeline(line(0, { status: 503 }), line(1, { status: 200 }), line(2))
    expect(requests.map(({ line: { t_ms } }) => t_ms)).toEqual([1, 2])
  })

  it('to another path is left out', () => {
    expect(timeline(line(0, { path: '/health' })).requests).toEqual([])
  })

  it.each([
    ['gzip', gzipSync, 'gzip'],
    ['gzip without saying so', gzipSync, undefined],
    ['deflate', deflateSync, 'deflate'],
    ['zstd', zstdCompressSync, 'zstd'],
  ])('may be compressed by %s', (_, compress, content_encoding) => {
    const { requests } = timeline(line(0, { content_encoding }, compress(body(promptMs))))
    expect(requests[0]?.records).toHaveLength(1)
  })

  it('that cannot be read is a problem, not the end', () => {
    const { requests, problems } = timeline(line(0, {}, Buffer.from('{')), line(1))
    expect(problems).toEqual([expect.stringMatching(/^request 1: /)])
    expect(requests).toHaveLength(1)
  })
})
