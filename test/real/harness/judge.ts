// Holds what a consumer saw against what was so: every end told once, none invented, waiting seen, no ghost.

import type { Aspect, Knowledge, Level } from '../types.ts'
import type { TimedLine } from './daemon.ts'
import { historyOf, sessionIds, type Shown } from './history.ts'
import { accountFor, endOf, match, rank, slackMs } from './match.ts'
import { aspectOf, type Conversation, type Moment } from './truth.ts'

/** How one moment of the truth was told. */
export interface Finding {
  readonly aspect: Aspect
  readonly required: Level
  /** It was over sooner than it could be told. */
  readonly isBrief: boolean
  /** undefined where no line said it in time. */
  readonly told?: { readonly confidence: Level; readonly reason: string; readonly afterMs: number }
}

export interface Problem {
  readonly kind: 'missed' | 'invented' | 'false wait' | 'given up' | 'ghost' | 'outcome' | 'project'
  readonly words: string
}

export interface Verdict {
  readonly findings: readonly Finding[]
  /** What is wrong; empty where everything is as it must be. */
  readonly problems: readonly Problem[]
  /** Turns shown as completed while the person was asked, where nothing that is sent can tell the two apart. */
  readonly mistaken: number
  /** Whether everything has been told that must be. */
  readonly isComplete: boolean
  /** The session that is each conversation; undefined where none is. */
  readonly ids: readonly (string | undefined)[]
}

/** How long a question may still be shown after it was answered: the answer is on its way. */
const answeredMs = 700

const wasAsked = (moments: readonly Moment[], atMs: number): boolean =>
  moments.some(
    (moment, index) =>
      moment.state === 'waiting' &&
      moment.atMs <= atMs + slackMs &&
      endOf(moments, index) >= atMs - answeredMs,
  )

/** Whether a turn that was shown to run was shown as idle while it still ran. */
function wasGivenUp(moments: readonly Moment[], shown: Shown, before: Shown | undefined): boolean {
  const index = moments.findLastIndex(({ atMs }) => atMs <= shown.atMs)
  const isOpen = (at: Moment | Shown | undefined): boolean =>
    at?.state === 'working' || at?.state === 'waiting'
  if (shown.state !== 'idle' || !isOpen(moments[index])) return false
  const begin = moments.findLastIndex((_, at) => at <= index && !isOpen(moments[at - 1]))
  const wasShown = isOpen(before) && before!.atMs >= moments[begin]!.atMs - slackMs
  return wasShown && endOf(moments, index) > shown.atMs + slackMs
}

/** Where clients do not tell whose session is whose, the best fit is taken for so. */
export function judge(
  conversations: readonly Conversation[],
  lines: readonly TimedLine[],
  knowledge: Knowledge,
): Verdict {
  const ids = sessionIds(lines)
  const named = new Set(conversations.map(({ id }) => id))
  const unnamed = ids.filter((id) => !named.has(id))
  const [first, ...others] = assignments(conversations, unnamed).map((assigned) =>
    judgeAs(conversations, assigned, lines, knowledge),
  )
  return others.reduce(
    (best, other) => (other.problems.length < best.problems.length ? other : best),
    first!,
  )
}

/** Session ids of the conversations: as told to the model, else each of the rest in turn, or none. */
function assignments(
  [conversation, ...others]: readonly Conversation[],
  rest: readonly string[],
): (string | undefined)[][] {
  if (!conversation) return [[]]
  const { id } = conversation
  const choices = id === undefined ? [...rest, undefined] : [id]
  return choices.flatMap((choice) => {
    const left = rest.filter((other) => other !== choice)
    return assignments(others, left).map((assigned) => [choice, ...assigned])
  })
}

function judgeAs(
  conversations: readonly Conversation[],
  assigned: readonly (string | undefined)[],
  lines: readonly TimedLine[],
  knowledge: Knowledge,
): Verdict {
  const ghosts = sessionIds(lines).filter((id) => !assigned.includes(id))
  const verdicts = conversations.map(({ moments }, index) => {
    const id = assigned[index]
    return judgeOne(moments, id === undefined ? [] : historyOf(lines, id), knowledge)
  })
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    problems: [
      ...ghosts.map((id): Problem => ({ kind: 'ghost', words: `a session that never was: ${id}` })),
      ...verdicts.flatMap(({ problems }) => problems),
      ...conversations.flatMap(({ project }, index) => toProject(lines, assigned[index], project)),
    ],
    mistaken: verdicts.reduce((sum, verdict) => sum + verdict.mistaken, 0),
    isComplete: verdicts.every(({ isComplete }) => isComplete),
    ids: assigned,
  }
}

function toProject(
  lines: readonly TimedLine[],
  id: string | undefined,
  project: string,
): readonly Problem[] {
  const last = lines.findLast(
    ({ line }) => line['type'] === 'session_update' && line['session_id'] === id,
  )
  const shown = (last?.line['project'] ?? project) as string
  const words = `the project is ${shown} instead of ${project}`
  return shown === project ? [] : [{ kind: 'project', words }]
}

function judgeOne(
  moments: readonly Moment[],
  history: readonly Shown[],
  knowledge: Knowledge,
): Omit<Verdict, 'ids'> {
  const told = match(moments, history, knowledge)
  const findings = moments.map((moment, index) =>
    toFinding(moment, endOf(moments, index), told.get(moment), knowledge),
  )
  const missed = findings.filter(
    ({ required, told: account }) => rank[account?.confidence ?? 'unknown'] < rank[required],
  )
  const outcomes = wrongOutcomes(told)
  const used = new Set(told.values())
  const isWaiting = (atMs: number): boolean =>
    moments.findLast((moment) => moment.atMs <= atMs + slackMs)?.state === 'waiting'
  const extra = history.filter((shown) => shown.state === 'completed' && !used.has(shown))
  const mistaken = extra.filter(({ atMs }) => knowledge.waiting === 'unknown' && isWaiting(atMs))
  const invented = extra.filter((shown) => !mistaken.includes(shown))
  const falseWaits = history.filter(
    ({ state, atMs }) => state === 'waiting' && !wasAsked(moments, atMs),
  )
  const givenUp = history.filter(
    (shown, index) => !used.has(shown) && wasGivenUp(moments, shown, history[index - 1]),
  )
  const startMs = moments[0]?.atMs ?? 0
  const words = (what: string, shown: Shown): string =>
    `${what} that was none: ${toWords(shown, startMs)}`
  return {
    findings,
    problems: [
      ...missed.map((finding): Problem => ({ kind: 'missed', words: toMissed(finding) })),
      ...invented.map((shown): Problem => ({ kind: 'invented', words: words('an end', shown) })),
      ...falseWaits.map((shown): Problem => ({
        kind: 'false wait',
        words: words('a wait', shown),
      })),
      ...givenUp.map((shown): Problem => ({ kind: 'given up', words: words('a rest', shown) })),
      ...outcomes,
    ],
    mistaken: mistaken.length,
    isComplete: missed.length === 0 && outcomes.length === 0,
  }
}

/**
 * What is over sooner than it can be told need not be told; an end must, whatever
 * follows, but what follows at once may be all that tells it.
 */
function toFinding(
  moment: Moment,
  endMs: number,
  shown: Shown | undefined,
  knowledge: Knowledge,
): Finding {
  const aspect = aspectOf(moment)
  const { withinMs, promptlyMs = withinMs } = knowledge
  const lastsMs = endMs - moment.atMs
  const isEnd = moment.state === 'completed'
  const isBrief = !isEnd && lastsMs < promptlyMs
  const known = isBrief ? 'unknown' : knowledge[aspect]
  const required = isEnd && known === 'exact' && lastsMs < withinMs ? 'inferred' : known
  if (!shown) return { aspect, required, isBrief }
  const { confidence, reason, atMs } = accountFor(shown, required, moment.outcome)
  const afterMs = Math.max(0, atMs - moment.atMs)
  return { aspect, required, isBrief, told: { confidence: confidence as Level, reason, afterMs } }
}

const toMissed = ({ aspect, required, told }: Finding): string =>
  `${aspect}: ${told ? `only ${told.confidence} (${told.reason})` : 'not told'}, though it can be known as ${required}`

function toWords({ state, atMs, accounts: [first] }: Shown, startMs: number): string {
  const seconds = ((atMs - startMs) / 1000).toFixed(1)
  return `${state} ${seconds} s after the first prompt (${first.reason}, ${first.confidence})`
}

/** The first word of an outcome counts: a notification may have said it. */
const wrongOutcomes = (told: ReadonlyMap<Moment, Shown>): readonly Problem[] =>
  [...told].flatMap(([{ outcome }, { state, accounts }]) => {
    const { outcome: shown } = accounts[0]
    const isRight = state !== 'completed' || outcome === undefined || shown === outcome
    return isRight
      ? []
      : [{ kind: 'outcome', words: `an end told as ${shown} that was ${outcome}` } as const]
  })
