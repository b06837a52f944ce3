// Scores predicted states against a capture's labels, by the definitions in ../README.md.

import type { Labels, Prediction, Transition } from './labels.ts'

/** How far the clocks may be apart. */
const slackMs = 50
/** A completion counts when it is told this soon after its evidence… */
const completionMs = 10_000
/** …or this soon where nothing follows it. */
const lastCompletionMs = 60_000
/** A wait may be told this long after the evidence that it is over. */
const lateWaitMs = 1_000

export interface Score {
  readonly completions: number
  readonly waits: number
  readonly falseCompletions: readonly string[]
  readonly missedCompletions: readonly string[]
  /** Completions told with an outcome that is not the true one. */
  readonly wrongOutcomes: readonly string[]
  readonly falseWaits: readonly string[]
  readonly missedWaits: readonly string[]
  /** Sessions told that are hidden or do not exist. */
  readonly ghosts: readonly string[]
  readonly completionDelaysMs: readonly number[]
  readonly waitDelaysMs: readonly number[]
}

type Tally = { -readonly [K in keyof Score]: Score[K] extends number ? number : Item<Score[K]>[] }
type Item<L> = L extends readonly (infer I)[] ? I : never

export function score(labels: Labels, predictions: readonly Prediction[]): Score {
  const told = changesBySession(predictions)
  const visible = labels.sessions.filter((session) => !session.hidden)
  const ids = new Set(visible.map((session) => session.session_id))
  const tally: Tally = {
    completions: 0,
    waits: 0,
    falseCompletions: [],
    missedCompletions: [],
    wrongOutcomes: [],
    falseWaits: [],
    missedWaits: [],
    ghosts: [...told.keys()].filter((id) => !ids.has(id)),
    completionDelaysMs: [],
    waitDelaysMs: [],
  }
  for (const { session_id, timeline } of visible) {
    const changes = told.get(session_id) ?? []
    scoreCompletions(timeline, changes, tally)
    scoreWaits(timeline, changes, tally)
  }
  return tally
}

/** In order of time, without repetitions of the same state. */
function changesBySession(predictions: readonly Prediction[]): Map<string, Prediction[]> {
  const bySession = new Map<string, Prediction[]>()
  for (const prediction of predictions.toSorted((a, b) => a.t_ms - b.t_ms)) {
    const changes = bySession.get(prediction.session_id) ?? []
    if (changes.at(-1)?.state !== prediction.state) changes.push(prediction)
    bySession.set(prediction.session_id, changes)
  }
  return bySession
}

const name = ({ session_id, t_ms }: Prediction): string => `${session_id} at ${t_ms}`

function scoreCompletions(
  timeline: readonly Transition[],
  changes: readonly Prediction[],
  tally: Tally,
): void {
  const used = new Set<Prediction>()
  for (const [index, turn] of timeline.entries()) {
    if (turn.state !== 'completed') continue
    const lastMs = completionLimit(turn, timeline[index + 1])
    const fits = (state: string) =>
      changes.find(
        (told) =>
          told.state === state &&
          told.t_ms >= turn.t_ms - slackMs &&
          told.t_ms <= lastMs &&
          !used.has(told),
      )
    const hit = fits('completed') ?? (isSoft(turn) ? fits('idle') : undefined)
    if (hit) used.add(hit)
    if (turn.evidence_t_ms == null) continue
    tally.completions++
    if (hit && (hit.outcome ?? turn.outcome) !== turn.outcome)
      tally.wrongOutcomes.push(`${hit.outcome}, not ${turn.outcome}, at ${turn.t_ms}`)
    if (hit) tally.completionDelaysMs.push(hit.t_ms - turn.evidence_t_ms)
    else tally.missedCompletions.push(`${turn.outcome} at ${turn.t_ms}`)
  }
  for (const told of changes) {
    if (told.state !== 'completed' || used.has(told)) continue
    const truth = timeline.findLast((transition) => transition.t_ms <= told.t_ms)?.state
    if (truth === 'working' || truth === 'waiting') tally.falseCompletions.push(name(told))
  }
}

/** A turn nobody let finish may as well be told as idle. */
const isSoft = ({ outcome }: Transition): boolean =>
  outcome === 'interrupted' || outcome === 'denied'

function completionLimit(turn: Transition, next: Transition | undefined): number {
  const evidenceMs = turn.evidence_t_ms
  if (evidenceMs == null) return next?.t_ms ?? Number.POSITIVE_INFINITY
  return Math.max(next?.t_ms ?? evidenceMs + lastCompletionMs, evidenceMs + completionMs)
}

function scoreWaits(
  timeline: readonly Transition[],
  changes: readonly Prediction[],
  tally: Tally,
): void {
  const waits = timeline.flatMap((wait, index) =>
    wait.state === 'waiting' ? [{ wait, next: timeline[index + 1] }] : [],
  )
  const told = changes.filter(({ state }) => state === 'waiting')
  for (const { wait, next } of waits) {
    const endMs = next?.t_ms ?? Number.POSITIVE_INFINITY
    if (wait.evidence_t_ms == null || wait.evidence_t_ms >= endMs) continue
    tally.waits++
    const hit = told.find(({ t_ms }) => t_ms >= wait.t_ms - slackMs && t_ms < endMs)
    if (hit) tally.waitDelaysMs.push(hit.t_ms - wait.evidence_t_ms)
    else tally.missedWaits.push(`wait at ${wait.t_ms}`)
  }
  for (const prediction of told) {
    const real = waits.some(({ wait, next }) => {
      const endMs = next ? Math.max(next.evidence_t_ms ?? 0, next.t_ms) : Number.POSITIVE_INFINITY
      return prediction.t_ms >= wait.t_ms - slackMs && prediction.t_ms <= endMs + lateWaitMs
    })
    if (!real) tally.falseWaits.push(name(prediction))
  }
}
