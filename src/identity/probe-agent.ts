// One running agent as the probe sees it, and what its sessions have to be told of it.

import type { Happening } from '../domain/event.ts'
import type { ProcessId } from '../host/proc.ts'
import type { SessionName } from './teller.ts'

export interface Child {
  readonly name: string
  /** Unix ms by the time of day. */
  readonly startedMs: number
}

interface Reader {
  readonly name: string
  readonly self: boolean
  readonly timeMs: number
}

export interface ProbeAgent {
  readonly process: ProcessId
  /** As the probe recognized it. */
  readonly name: string
  /** The known agent that it is, if any. */
  readonly agent: string | undefined
  /** Serves sessions of several terminals. */
  readonly isShared: boolean
  /** The controlling terminal's device number; 0 without one. */
  readonly ttyNumber: number
  readonly cwd: string | undefined
  /** Unix ms. */
  readonly startedMs: number
  /** From when on it is strange that nothing was heard of it. */
  dueMs: number
  readonly exit: Disposable
  /** The sessions heard of, by their telemetry or their files. */
  readonly sessions: Map<string, SessionName>
  /** The one that stands for it until one is heard of. */
  standIn: SessionName | undefined
  readonly children: Map<number, Child>
  /** Who waits for a key in its terminal. */
  readonly readers: Map<number, Reader>
}

/** Programs that an agent runs right at its start serve it; they are no tools. */
const STARTUP_MS = 10_000

/** What its processes do is told to the one session it can be about. */
export function sessionOf({ sessions, standIn }: ProbeAgent): SessionName | undefined {
  if (sessions.size === 0) return standIn
  // A shared process does not tell for which of its sessions it runs a tool.
  return sessions.size === 1 ? sessions.values().next().value : undefined
}

/** All of them: a key is pressed for whoever shows in that terminal, and an agent that left no session ended takes all. */
export const sessionsOf = ({ sessions, standIn }: ProbeAgent): readonly SessionName[] =>
  sessions.size > 0 ? [...sessions.values()] : standIn ? [standIn] : []

/** Whether it began late enough to be one. */
export const isTool = ({ startedMs }: ProbeAgent, child: Child): boolean =>
  child.startedMs >= startedMs + STARTUP_MS

/** What a session that is heard of only now has missed, and when that was. */
export function missedBy(
  agent: ProbeAgent,
): readonly (readonly [happening: Happening, timeMs: number])[] {
  const isStandIn = agent.sessions.size === 0
  const children = [...agent.children].filter(([, child]) => !isStandIn || isTool(agent, child))
  return [
    ...children.map(
      ([pid, { name, startedMs }]) => [{ kind: 'process_started', pid, name }, startedMs] as const,
    ),
    ...[...agent.readers].map(
      ([pid, { name, self, timeMs }]) =>
        [{ kind: 'terminal_blocked', pid, name, self }, timeMs] as const,
    ),
  ]
}
