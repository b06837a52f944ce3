// What happened and what was shown, side by side in time: for whoever has to find out why a scenario failed.

import type { TimedLine } from './daemon.ts'
import { historyOf, sessionIds } from './history.ts'
import type { Conversation } from './truth.ts'

export function toTranscript(
  conversations: readonly Conversation[],
  lines: readonly TimedLine[],
): readonly string[] {
  const truth = conversations.flatMap(({ moments }, index) =>
    moments.map(({ atMs, state, outcome }) => ({
      atMs,
      text: `truth ${index + 1}: ${state}${outcome ? ` ${outcome}` : ''}`,
    })),
  )
  const shown = sessionIds(lines).flatMap((id) =>
    historyOf(lines, id).flatMap(({ accounts }) =>
      accounts.map(({ atMs, state, outcome, reason, confidence }) => ({
        atMs,
        text: `  line ${id.slice(0, 8)}…${id.slice(-4)}: ${state}${outcome ? ` ${outcome}` : ''} (${reason}, ${confidence})`,
      })),
    ),
  )
  const startMs = truth[0]?.atMs ?? 0
  return [...truth, ...shown]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, text }) => `${((atMs - startMs) / 1000).toFixed(2).padStart(7)}  ${text}`)
}
