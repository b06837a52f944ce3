// The daemon: wires source → sessions → sinks, and owns the order of start and stop.

import type { DaemonOptions } from './daemon/options.ts'
import { openProcesses } from './daemon/processes.ts'
import { changeSinks, lineSinks, pipeSink } from './daemon/sinks.ts'
import { type FilesSource, followFiles, openProbeFor, openReceiver } from './daemon/sources.ts'
import type { SessionView } from './domain/change.ts'
import type { AgentEvent } from './domain/event.ts'
import { createFeed } from './feed.ts'
import { toHealth, toStatus } from './health.ts'
import { openTodayFile } from './today-file.ts'
import type { AckQuery, SinkContext } from './sinks/context.ts'
import type { ChangeSink, LineSink } from './sinks/sink.ts'
import type { OtlpHttpSource } from './sources/otlp-http.ts'
import type { ProbeSource } from './sources/probe.ts'
import { createTracker } from './tracker.ts'

export type { DaemonOptions } from './daemon/options.ts'

export interface Daemon extends AsyncDisposable {
  readonly source: OtlpHttpSource
  /** Where the named pipe is, undefined where it is switched off. */
  readonly pipePath: string | undefined
}

/**
 * Starts everything, or nothing: what was opened is closed again where a later
 * part fails. Disposal stops the intake first and flushes the sinks last.
 *
 * @throws {PortInUseError} where another program listens on the port
 * @throws {Error} where a sink cannot be opened; the message tells what to do
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { settings, clock, log } = options
  await using stack = new AsyncDisposableStack()
  const { stateDir } = options.paths
  const todayFile = stack.use(await openTodayFile({ clock, log, stateDir }))
  const sinks: LineSink[] = []
  const watchers: ChangeSink[] = []
  const tracker = createTracker({
    tuning: settings,
    clock,
    onChanges(changes) {
      todayFile.note(changes)
      feed.push(changes)
      for (const sink of watchers) sink.change(changes)
      options.onStatus?.(toStatus(tracker))
      processes.follow(changes)
    },
    onEvents(events) {
      processes.identity.note(events)
      files?.note(events)
    },
  })
  const processes = openProcesses(options, tracker)
  let probe: ProbeSource | undefined
  let files: FilesSource | undefined
  const { broadcastIntervalMs } = settings
  const feed = createFeed({
    clock,
    broadcastIntervalMs,
    sinks,
    sessions: () => tracker.list(),
    today: () => todayFile.today(),
  })
  const health = () => ({
    ...toHealth(options.version, tracker, feed, [...sinks, ...watchers]),
    ...(files ? { files: files.stats() } : {}),
    ...(probe ? { probe: { ...probe.stats(), agents: processes.evidence.count() } } : {}),
  })
  const context: SinkContext = {
    clock,
    log,
    paths: options.paths,
    version: options.version,
    snapshotLine: () => feed.snapshotLine(),
    health,
    acknowledge: (query) => tracker.acknowledge(toMatch(query)),
  }
  for (const opening of lineSinks(settings, context)) sinks.push(stack.use(await opening))
  // Disposed of in its place among the sinks, though opened last.
  const pipeStack = stack.use(new AsyncDisposableStack())
  for (const opening of changeSinks(settings, context, processes.watch))
    watchers.push(stack.use(await opening))
  stack.use(feed)
  stack.use(tracker)
  stack.use(processes)
  const giveOfHooks = (events: readonly AgentEvent[]) => {
    tracker.takeEvents(events)
    files?.note(events)
  }
  const source = stack.use(
    await openReceiver(options, tracker, processes.identity, health, giveOfHooks),
  )
  feed.start()
  if (settings.pipe.enabled) sinks.push(pipeStack.use(await pipeSink(settings, context)))
  if (settings.sessionFiles.enabled) files = stack.use(followFiles(options, tracker, processes))
  if (settings.probe.enabled) {
    probe = await openProbeFor(options, processes.evidence)
    if (probe) stack.use(probe)
  }
  options.onStatus?.(toStatus(tracker))
  const owned = stack.move()
  return {
    source,
    pipePath: settings.pipe.enabled ? (settings.pipe.path ?? options.paths.pipe) : undefined,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** All conditions of the query must hold; `all` is none. */
function toMatch({ session_id, tool }: AckQuery): (session: SessionView) => boolean {
  return (session) =>
    (session_id === undefined || session.id === session_id) &&
    (tool === undefined || session.agent === tool)
}
