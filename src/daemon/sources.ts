// Opens the daemon's sources, and leads what they take in to the sessions.

import { hookKinds, journalKinds, sessionFileKinds } from '../agents/live/index.ts'
import type { AgentEvent } from '../domain/event.ts'
import type { ProcessId } from '../host/proc.ts'
import type { Identity } from '../identity.ts'
import type { Evidence } from '../identity/evidence.ts'
import { servesManySessions } from '../identity/known-process.ts'
import { createSelection } from '../interpret/selection.ts'
import { homeDirectory } from '../runtime/user.ts'
import { registerHooks } from '../sources/hooks.ts'
import { type JournalsStats, openJournals } from '../sources/journals.ts'
import { openOtlpHttp, type OtlpHttpSource } from '../sources/otlp-http.ts'
import { openProbe, type ProbeSource } from '../sources/probe.ts'
import { openSessionFiles, type SessionFilesStats } from '../sources/session-files.ts'
import type { Tracker } from '../tracker.ts'
import type { DaemonOptions } from './options.ts'
import type { Processes } from './processes.ts'

export interface FilesSource extends AsyncDisposable {
  /** What was told of sessions, which may be new ones. */
  note(events: readonly AgentEvent[]): void
  /** For GET /health. */
  stats(): { readonly session_files: SessionFilesStats; readonly journals: JournalsStats }
}

/** Both kinds of files in which agents note what their sessions do. */
export function followFiles(
  { clock, log, env }: DaemonOptions,
  tracker: Tracker,
  { identity, proc, watch }: Processes,
): FilesSource {
  const context = { clock, log, proc, watch }
  const place = { env, home: homeDirectory(env) }
  const giveOfSession = (events: readonly AgentEvent[]): void => {
    tracker.takeEvents(events)
    for (const event of events) {
      const pid = event.about?.pid
      if (event.happening.kind === 'session_started' && pid !== undefined)
        identity.adopt(event, pid)
    }
  }
  const giveOfJournal = (events: readonly AgentEvent[], { pid }: ProcessId): void => {
    tracker.takeEvents(events)
    for (const event of events)
      if (event.happening.kind !== 'session_ended') identity.adopt(event, pid)
  }
  const stack = new AsyncDisposableStack()
  const sessionFiles = stack.use(
    openSessionFiles({ kinds: sessionFileKinds, ...place }, { ...context, give: giveOfSession }),
  )
  const journals = stack.use(
    openJournals(
      { kinds: journalKinds, ...place },
      { ...context, isShared: (pid) => servesManySessions(proc, pid), give: giveOfJournal },
    ),
  )
  return {
    note: (events) => journals.note(events),
    stats: () => ({ session_files: sessionFiles.stats(), journals: journals.stats() }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** @returns undefined where another daemon has the socket, say: without the probe this one only knows less */
export function openProbeFor(
  { clock, log, paths }: DaemonOptions,
  evidence: Evidence,
): Promise<ProbeSource | undefined> {
  return openProbe({
    clock,
    log,
    paths,
    take: (told) => evidence.take(told),
    onWatching: (isWatching) => evidence.setWatching(isWatching),
  }).catch((error: Error) => void log.warn(`the probe cannot connect: ${error.message}`))
}

/**
 * @param giveOfHooks takes what the hooks tell, which identifies no connection
 * @throws as `openOtlpHttp` does
 */
export function openReceiver(
  { settings, clock, log, listenFd, onRequest }: DaemonOptions,
  tracker: Tracker,
  identity: Identity,
  health: () => Record<string, unknown>,
  giveOfHooks: (events: readonly AgentEvent[]) => void,
): Promise<OtlpHttpSource> {
  const { host, port, token, receiver } = settings
  return openOtlpHttp(
    { host, port, ...(token === undefined ? {} : { token }), ...receiver },
    {
      log,
      listenFd,
      now: () => clock.now(),
      selection: createSelection(),
      health,
      onRecords: (batch) => tracker.takeRecords(batch),
      extend: (app) => registerHooks(app, { clock, kinds: hookKinds, give: giveOfHooks }),
      onPeer: (origin, owner) => identity.meet(origin, owner),
      onConnectionClosed: (origin) => identity.part(origin),
      ...(onRequest ? { onRequest } : {}),
    },
  )
}
