// Which state that was shown tells of which moment of the truth.

import type { Knowledge, Level } from '../types.ts'
import type { Account, Shown } from './history.ts'
import { aspectOf, type Moment } from './truth.ts'

/** The truth's own inaccuracy: a client may be done before the mock has noted it. */
export const slackMs = 200
export const rank = { unknown: 0, inferred: 1, exact: 2 } as const

/** What tells of each moment, where something does while it is so. */
export function match(
  moments: readonly Moment[],
  history: readonly Shown[],
  knowledge: Knowledge,
): ReadonlyMap<Moment, Shown> {
  const told = new Map<Moment, Shown>()
  const used = new Set<Shown>()
  for (const [index, moment] of moments.entries()) {
    const endMs = endOf(moments, index)
    const shown =
      moment.state === 'completed'
        ? endTold(moment, lastMomentOf(moment, endMs, knowledge), history, used, knowledge)
        : stateTold(moment, endMs, history)
    if (!shown) continue
    used.add(shown)
    told.set(moment, shown)
  }
  return told
}

/** What cannot be known is not told behind what follows it: that line tells of another end. */
const lastMomentOf = (moment: Moment, endMs: number, knowledge: Knowledge): number =>
  knowledge[aspectOf(moment)] === 'unknown'
    ? endMs
    : Math.max(endMs, moment.atMs + knowledge.withinMs)

/** Until when a moment lasts. An end may still be told of a session that is gone. */
export function endOf(moments: readonly Moment[], index: number): number {
  const isEnd = moments[index]!.state === 'completed'
  const next = moments.slice(index + 1).find(({ state }) => !(isEnd && state === 'gone'))
  return next?.atMs ?? Number.POSITIVE_INFINITY
}

function stateTold(
  { atMs, state }: Moment,
  endMs: number,
  history: readonly Shown[],
): Shown | undefined {
  const word = state === 'gone' ? 'expired' : state
  const standing = history.findLast((shown) => shown.atMs <= atMs)
  const stands = standing?.state === word
  if (stands && isExact(standing)) return standing
  const next = history.filter(
    (shown) => shown.state === word && shown.atMs > atMs - slackMs && shown.atMs < endMs,
  )
  // What is told with a batch may go through the end of the turn before.
  return next.find(isExact) ?? next[0] ?? (stands ? standing : undefined)
}

const isExact = ({ accounts }: Shown): boolean =>
  accounts.some(({ confidence }) => confidence === 'exact')

/** Each end has a line of its own. One that the person made may be shown as idle. */
function endTold(
  { atMs, outcome }: Moment,
  endMs: number,
  history: readonly Shown[],
  used: ReadonlySet<Shown>,
  knowledge: Knowledge,
): Shown | undefined {
  const inTime = history.filter(
    (shown) =>
      shown.atMs > atMs - slackMs &&
      shown.atMs < untilOf(shown, outcome, endMs, knowledge) &&
      !used.has(shown),
  )
  const byPerson = outcome === 'interrupted' || outcome === 'denied'
  return (
    inTime.find(({ state }) => state === 'completed') ??
    (byPerson ? inTime.find(({ state }) => state === 'idle') : undefined)
  )
}

/** The next prompt may be all that tells of an end, and has to be told itself for that; it may also tell of the next end. */
function untilOf(
  { accounts: [first] }: Shown,
  outcome: Moment['outcome'],
  endMs: number,
  { withinMs, promptlyMs = withinMs }: Knowledge,
): number {
  const isOfThis = first.reason === 'next_prompt' && (first.outcome ?? outcome) === outcome
  return isOfThis ? endMs + Math.max(1_000, promptlyMs) : endMs
}

/** The first account that is as firm as it must be and right, else the first one. */
export const accountFor = (
  { accounts }: Shown,
  required: Level,
  right: Moment['outcome'],
): Account =>
  accounts.find(
    ({ confidence, outcome }) =>
      rank[confidence as Level] >= rank[required] && (outcome ?? right) === right,
  ) ?? accounts[0]
