// The daemon: wires source → sessions → sinks, and owns the order of start and stop.

import { type Core, createCore, healthOf } from './daemon/core.ts'
import type { DaemonOptions } from './daemon/options.ts'
import { changeSinks, lineSinks, pipeSink } from './daemon/sinks.ts'
import { followFiles, openProbeFor, openReceiver } from './daemon/sources.ts'
import type { SessionView } from './domain/change.ts'
import type { AgentEvent } from './domain/event.ts'
import { toStatus } from './health.ts'
import type { AckQuery, SinkContext } from './sinks/context.ts'
import type { OtlpHttpSource } from './sources/otlp-http.ts'
import { openTotalsFile } from './totals-file.ts'

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
  const { settings, clock, log, paths } = options
  await using stack = new AsyncDisposableStack()
  const remembered = () => core.tracker.remembered()
  const { stateDir } = paths
  const totalsFile = stack.use(await openTotalsFile({ clock, log, stateDir, remembered }))
  const core: Core = createCore(options, totalsFile)
  const { tracker, feed, processes } = core
  const health = () => healthOf(core, options.version)
  const context = toSinkContext(options, core, health)

  for (const opening of lineSinks(settings, context)) core.lineSinks.push(stack.use(await opening))
  // The pipe is opened after the source, but disposed of in its place among the sinks.
  const pipeStack = stack.use(new AsyncDisposableStack())
  for (const opening of changeSinks(settings, context, processes.watch))
    core.changeSinks.push(stack.use(await opening))
  stack.use(feed)
  stack.use(tracker)
  stack.use(processes)

  const onHooks = (events: readonly AgentEvent[]): void => {
    tracker.takeEvents(events)
    core.files?.note(events)
  }
  const source = stack.use(
    await openReceiver(options, tracker, processes.identity, health, onHooks),
  )
  feed.start()
  if (settings.pipe.enabled) core.lineSinks.push(pipeStack.use(await pipeSink(settings, context)))
  if (settings.sessionFiles.enabled)
    core.files = stack.use(followFiles(options, tracker, processes))
  if (settings.probe.enabled) {
    core.probe = await openProbeFor(options, processes.evidence)
    if (core.probe) stack.use(core.probe)
  }
  options.onStatus?.(toStatus(tracker))

  const owned = stack.move()
  return {
    source,
    pipePath: settings.pipe.enabled ? (settings.pipe.path ?? paths.pipe) : undefined,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function toSinkContext(
  { clock, log, paths, version }: DaemonOptions,
  { tracker, feed }: Core,
  health: () => object,
): SinkContext {
  return {
    clock,
    log,
    paths,
    version,
    snapshotLine: () => feed.snapshotLine(),
    health,
    acknowledge: (query) => tracker.acknowledge(toMatch(query)),
  }
}

/** All conditions of the query must hold; `all` is none. */
function toMatch({ session_id, tool }: AckQuery): (session: SessionView) => boolean {
  return (session) =>
    (session_id === undefined || session.id === session_id) &&
    (tool === undefined || session.agent === tool)
}
