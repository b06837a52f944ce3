// Captures without their texts: the same session lines come of them.

import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CaptureLine } from '../../src/capture/capture.ts'
import { createScrub } from '../../src/capture/scrub.ts'
import { toTimeline } from '../../src/capture/timeline.ts'
import { replay } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import { captureNames, readCapture } from './support/captures.ts'
import { toCompact } from './support/compact.ts'

const signals = { '/v1/logs': 'logs', '/v1/traces': 'traces', '/v1/metrics': 'metrics' } as const
const scrub = createScrub()

const bodyOf = (line: CaptureLine): Buffer => {
  const body = Buffer.from(line.body_base64, 'base64')
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body
}

function scrubbed(line: CaptureLine): CaptureLine {
  const signal = signals[line.path as keyof typeof signals]
  const encoding = line.content_type.includes('json') ? 'json' : 'protobuf'
  const body = scrub(signal, encoding, bodyOf(line))
  return { ...line, body_base64: Buffer.from(body).toString('base64') }
}

const settings = settingsSchema.parse({})
const replayOf = (lines: readonly CaptureLine[]): string =>
  toCompact(replay(toTimeline(lines, createSelection()), settings, 60_000))

describe('a capture without its texts', () => {
  it.each(captureNames)('%s gives the same states and totals', (name) => {
    const lines = readCapture(name)
    expect(replayOf(lines.map(scrubbed))).toBe(replayOf(lines))
  })

  it.each(captureNames)('%s holds nothing of what was said', (name) => {
    for (const line of readCapture(name).map(scrubbed))
      expect(bodyOf(line).toString('latin1')).not.toMatch(/MOCK:|shell \d|USE_TOOL|mock answer/i)
  })

  it.each(captureNames)('%s stays as it is when cleaned again', (name) => {
    const once = readCapture(name).map(scrubbed)
    expect(replayOf(once.map(scrubbed))).toBe(replayOf(once))
  })
})
