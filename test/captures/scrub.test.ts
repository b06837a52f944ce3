// Captures cleaned for sharing: the same session lines come of them, and nothing of whose they are is left.

import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CaptureLine } from '../../src/capture/capture.ts'
import { createScrub } from '../../src/capture/scrub.ts'
import { toTimeline } from '../../src/capture/timeline.ts'
import { replay } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import { toAnonymous } from './support/anonymous.ts'
import { captureNames, isWhole, predictionsIn, readCapture, readLabels } from './support/captures.ts'
import { score } from './support/score.ts'

const signals = { '/v1/logs': 'logs', '/v1/traces': 'traces', '/v1/metrics': 'metrics' } as const

const bodyOf = (line: CaptureLine): Buffer => {
  const body = Buffer.from(line.body_base64, 'base64')
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body
}

function scrubbed(lines: readonly CaptureLine[]): CaptureLine[] {
  const scrub = createScrub()
  return lines.map((line) => {
    const signal = signals[line.path as keyof typeof signals]
    const encoding = line.content_type.includes('json') ? 'json' : 'protobuf'
    const body = scrub(signal, encoding, bodyOf(line))
    return { ...line, body_base64: Buffer.from(body).toString('base64') }
  })
}

const settings = settingsSchema.parse({})
const replayOf = (lines: readonly CaptureLine[]): string[] =>
  replay(toTimeline(lines, createSelection()), settings, 60_000)

const textOf = (lines: readonly CaptureLine[]): string =>
  lines.map((line) => bodyOf(line).toString('latin1')).join('\n')

/** Ids and directories, in whatever they stand. */
const TELLING =
  /(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:ses|msg|toolu|call|req|resp|per)_(?=\w*\d\d)[\w-]{6,}|chatcmpl-\w+|\/home\/dev[\w./-]*|work2|app-two|copilot-otel-\d+|(?!0{8})[0-9a-f]{64}|hello-from-tool/g

describe('a cleaned capture', () => {
  it.each(captureNames)('%s gives the same lines under other names', (name) => {
    const lines = readCapture(name)
    expect(toAnonymous(replayOf(scrubbed(lines)))).toEqual(toAnonymous(replayOf(lines)))
  })

  it.each(captureNames)('%s scores as before', (name) => {
    const lines = readCapture(name)
    const [before, after] = [predictionsIn(replayOf(lines)), predictionsIn(replayOf(scrubbed(lines)))]
    const trueIds = new Map(after.map(({ session_id }, index) => [session_id, before[index]!.session_id]))
    const renamed = after.map((told) => ({ ...told, session_id: trueIds.get(told.session_id)! }))
    expect(score(readLabels(name), renamed)).toEqual(score(readLabels(name), before))
  })

  it.each(captureNames.filter(isWhole))('%s holds no text, id, name or directory of the first', (name) => {
    const lines = readCapture(name)
    const text = textOf(scrubbed(lines))
    expect(text).not.toMatch(/MOCK:|shell \d|USE_TOOL|mock answer|"pc"|mock-model/i)
    const telling = new Set(textOf(lines).match(TELLING))
    expect([...telling].filter((word) => text.includes(word))).toEqual([])
  })

  it.each(captureNames)('%s may be cleaned again', (name) => {
    const once = scrubbed(readCapture(name))
    expect(toAnonymous(replayOf(scrubbed(once)))).toEqual(toAnonymous(replayOf(once)))
  })
})
