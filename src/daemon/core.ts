// The sessions of the daemon, and what follows each of their changes: totals, lines, sinks, processes.

import type { SessionChange } from '../domain/change.ts'
import type { AgentEvent } from '../domain/event.ts'
import { createFeed, type Feed } from '../feed.ts'
import { toHealth, toStatus } from '../health.ts'
import type { ChangeSink, LineSink } from '../sinks/sink.ts'
import type { ProbeSource } from '../sources/probe.ts'
import type { TotalsFile } from '../totals-file.ts'
import { createTracker, type Tracker } from '../tracker.ts'
import type { DaemonOptions } from './options.ts'
import { openProcesses, type Processes } from './processes.ts'
import type { FilesSource } from './sources.ts'

/** The sinks and the two optional sources are filled in as they are opened. */
export interface Core {
  readonly tracker: Tracker
  readonly feed: Feed
  readonly processes: Processes
  readonly lineSinks: LineSink[]
  readonly changeSinks: ChangeSink[]
  files: FilesSource | undefined
  probe: ProbeSource | undefined
}

/** Whoever calls it disposes of the tracker, the feed and the processes. */
export function createCore(options: DaemonOptions, totalsFile: TotalsFile): Core {
  const { settings, clock, onStatus } = options
  const { broadcastIntervalMs } = settings
  const lineSinks: LineSink[] = []
  const changeSinks: ChangeSink[] = []
  const tracker = createTracker({
    tuning: settings,
    clock,
    past: totalsFile.past,
    onChanges,
    onEvents,
  })
  const feed = createFeed({
    clock,
    broadcastIntervalMs,
    sinks: lineSinks,
    sessions: () => tracker.list(),
    today: () => totalsFile.today(),
  })
  const processes = openProcesses(options, tracker)
  const core: Core = {
    tracker,
    feed,
    processes,
    lineSinks,
    changeSinks,
    files: undefined,
    probe: undefined,
  }

  function onChanges(changes: readonly SessionChange[]): void {
    totalsFile.note(changes)
    feed.push(changes)
    for (const sink of changeSinks) sink.change(changes)
    onStatus?.(toStatus(tracker))
    processes.follow(changes)
  }

  function onEvents(events: readonly AgentEvent[]): void {
    processes.identity.note(events)
    core.files?.note(events)
  }

  return core
}

/** What GET /health answers. */
export function healthOf(core: Core, version: string): Record<string, unknown> {
  const { tracker, feed, processes, lineSinks, changeSinks, files, probe } = core
  return {
    ...toHealth(version, tracker, feed, [...lineSinks, ...changeSinks]),
    ...(files ? { files: files.stats() } : {}),
    ...(probe ? { probe: { ...probe.stats(), agents: processes.evidence.count() } } : {}),
  }
}
