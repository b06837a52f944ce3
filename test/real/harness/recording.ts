// What a played scenario leaves as test data: the telemetry as `record` writes it, and the truth beside it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseCapture } from '../../../src/capture/capture.ts'
import { type Timeline, toTimeline } from '../../../src/capture/timeline.ts'
import { replay } from '../../../src/commands/replay.ts'
import { settingsSchema } from '../../../src/config/settings.ts'
import { createSelection } from '../../../src/interpret/selection.ts'
import type { Labels, Transition } from '../../captures/support/labels.ts'
import type { Line } from '../../e2e/program.ts'
import type { Knowledge } from '../types.ts'
import type { TimedLine } from './daemon.ts'
import { judge } from './judge.ts'
import { aspectOf, type Conversation, type Moment } from './truth.ts'

const tailMs = 60_000

export interface Recording {
  /** What the daemon is to write. */
  readonly capture: string
  /**
   * Writes the truth in the form of test/captures, once the capture is whole.
   * @param knowledge what can be known from telemetry alone: nothing else is recorded
   */
  label(conversations: readonly Conversation[], knowledge: Knowledge): void
  /** Without the truth beside it, a capture is no test data. */
  discard(): void
}

/** Takes the place of what an earlier run has recorded there. */
export function openRecording(folder: string, about: Readonly<Record<string, unknown>>): Recording {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const capture = join(folder, 'capture.ndjson.gz')
  return {
    capture,
    label(conversations, knowledge) {
      const text = gunzipSync(readFileSync(capture)).toString('utf8')
      const timeline = toTimeline(parseCapture(text), createSelection())
      const labels = { ...about, cleaned: true, ...toLabels(conversations, timeline, knowledge) }
      writeFileSync(join(folder, 'labels.json'), `${JSON.stringify(labels, null, 1)}\n`)
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** In a recording the ids are stand-ins: whose is whose is what fits its replay best. */
function toLabels(
  conversations: readonly Conversation[],
  timeline: Timeline,
  knowledge: Knowledge,
): Labels & { readonly started_at_unix_ms: number } {
  const unnamed = conversations.map((conversation) => ({ ...conversation, id: undefined }))
  const { ids } = judge(unnamed, replayed(timeline), knowledge)
  const toTransition = transitionsOf(timeline, knowledge)
  const sessions = conversations.flatMap(({ moments }, index) => {
    const session_id = ids[index]
    if (session_id === undefined) return []
    return [{ session_id, hidden: false, timeline: moments.map(toTransition) }]
  })
  return { started_at_unix_ms: timeline.startMs, sessions }
}

function replayed(timeline: Timeline): readonly TimedLine[] {
  return replay(timeline, settingsSchema.parse({}), tailMs).map((text) => {
    const line = JSON.parse(text) as Line & { readonly t_ms: number }
    // Projects are stand-ins too.
    return { atMs: timeline.startMs + line.t_ms, line: { ...line, project: null } }
  })
}

/** The first request behind a moment that can be known at all is taken for its evidence. */
function transitionsOf({ startMs, requests }: Timeline, knowledge: Knowledge) {
  return (moment: Moment): Transition => {
    const { atMs, state, outcome = null } = moment
    const isKnown = knowledge[aspectOf(moment)] !== 'unknown'
    const evidence = requests.find(({ arrivalMs }) => isKnown && arrivalMs >= atMs)
    return {
      t_ms: atMs - startMs,
      state,
      outcome,
      evidence_t_ms: evidence ? evidence.line.t_ms : null,
    }
  }
}
