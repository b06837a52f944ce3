// Recordings that become test data: each session under the name it has there, with what was true.

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  capturePath,
  predictionsIn,
  readLabels,
  replayCapture,
} from '../../captures/support/captures.ts'
import type { Labels } from '../../captures/support/labels.ts'
import { score } from '../../captures/support/score.ts'
import { makeTempDir } from '../../temp-dir.ts'
import type { Knowledge } from '../types.ts'
import { openRecording } from './recording.ts'
import type { Conversation, Truth } from './truth.ts'

const knowledge: Knowledge = {
  working: 'exact',
  waiting: 'inferred',
  ok: 'inferred',
  error: 'exact',
  interrupted: 'unknown',
  denied: 'exact',
  gone: 'inferred',
  withinMs: 6_000,
}

type Known = Labels & { readonly started_at_unix_ms: number }

/** What whoever played a capture would have noted: no ids, and nothing of what telemetry tells. */
const toConversations = ({ sessions, started_at_unix_ms }: Known): readonly Conversation[] =>
  sessions.map(({ timeline }) => ({
    id: 'told-by-the-model',
    project: 'shop',
    moments: timeline
      .filter(({ state }) => state !== 'idle')
      .map(({ t_ms, state, outcome }) => ({
        atMs: started_at_unix_ms + t_ms,
        state: state as Truth['state'],
        ...(outcome !== null && { outcome: outcome as 'ok' }),
      })),
  }))

test.each([
  'claude-code/b2-permission-approve-traces',
  'claude-code/b5-slash-commands',
  'copilot/headless-plain-and-tool',
])('of %s: whose is whose is found, and its replay is right by the labels', (name) => {
  const known = readLabels(name) as Known
  const folder = join(makeTempDir(), 'shop')
  const recording = openRecording(folder, { agent: 'shop' })
  copyFileSync(capturePath(name), recording.capture)
  recording.label(toConversations(known), knowledge)
  const labels = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')) as Known
  expect(labels).toMatchObject({ agent: 'shop' })
  const idsOf = ({ sessions }: Labels) => sessions.map(({ session_id }) => session_id)
  expect(idsOf(labels)).toEqual(idsOf(known))
  const result = score(labels, predictionsIn(replayCapture(name)))
  expect(result.completions).toBe(score(known, []).completions)
  expect(result).toMatchObject({
    falseCompletions: [],
    missedCompletions: [],
    falseWaits: [],
    missedWaits: [],
    ghosts: [],
  })
})

test('what telemetry cannot tell has no evidence, and a conversation that it does not know no label', () => {
  const name = 'claude-code/c3-esc-stream'
  const known = readLabels(name) as Known
  const folder = join(makeTempDir(), 'shop')
  const recording = openRecording(folder, {})
  copyFileSync(capturePath(name), recording.capture)
  const unknown: Conversation = { id: undefined, project: 'shop', moments: [] }
  recording.label([...toConversations(known), unknown], knowledge)
  const { sessions } = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')) as Known
  expect(sessions).toHaveLength(known.sessions.length)
  const stopped = sessions
    .flatMap(({ timeline }) => timeline)
    .filter((t) => t.outcome === 'interrupted')
  expect(stopped.length).toBeGreaterThan(0)
  expect(stopped.every(({ evidence_t_ms }) => evidence_t_ms === null)).toBe(true)
})

test('takes the place of an earlier one', () => {
  const folder = makeTempDir()
  writeFileSync(join(folder, 'capture.ndjson.gz'), 'old')
  expect(existsSync(openRecording(folder, {}).capture)).toBe(false)
})

test('nothing is left of what could not be played', () => {
  const folder = join(makeTempDir(), 'shop')
  const recording = openRecording(folder, {})
  writeFileSync(recording.capture, 'begun')
  recording.discard()
  expect(existsSync(folder)).toBe(false)
})
