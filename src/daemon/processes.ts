// What the daemon knows of the processes behind the sessions: which is whose, what the probe tells of it, and how it ends.

import type { SessionChange } from '../domain/change.ts'
import type { AgentEvent } from '../domain/event.ts'
import { createWindowFinder } from '../host/focus/windows.ts'
import { createProc, type Proc } from '../host/proc.ts'
import { openProcessWatch, type ProcessWatch } from '../host/process-watch.ts'
import { createIdentity, type Identity } from '../identity.ts'
import { createEvidence, type Evidence } from '../identity/evidence.ts'
import type { Tracker } from '../tracker.ts'
import type { DaemonOptions } from './options.ts'

export interface Processes extends Disposable {
  readonly proc: Proc
  readonly watch: ProcessWatch
  readonly identity: Identity
  readonly evidence: Evidence
  /** To be told of every change, since it matters here which sessions begin and end. */
  follow(changes: readonly SessionChange[]): void
}

/** @param tracker told of what is found out */
export function openProcesses(
  { clock, env, settings }: DaemonOptions,
  tracker: Tracker,
): Processes {
  const proc = createProc()
  const watch = openProcessWatch({
    clock,
    proc,
    isWitnessed: (process) => evidence.isWitnessed(process),
  })
  const findWindow = createWindowFinder({ env })
  const give = (events: readonly AgentEvent[]) => tracker.takeEvents(events)
  const common = { clock, proc, watch, findWindow, give }
  const evidence = createEvidence({
    ...common,
    sessions: () => tracker.list(),
    standsIn: settings.probe.silentAgents,
  })
  const identity = createIdentity({
    ...common,
    isAgent: (process) => evidence.isAgent(process),
    onSession: (process, session) => evidence.link(process, session),
  })
  return {
    proc,
    watch,
    identity,
    evidence,
    follow(changes) {
      identity.follow(changes)
      evidence.follow(changes)
    },
    [Symbol.dispose]() {
      evidence[Symbol.dispose]()
      watch[Symbol.dispose]()
    },
  }
}
