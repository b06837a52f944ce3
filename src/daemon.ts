// The daemon: wires source → sessions → sinks, and owns the order of start and stop.

import { hostname } from 'node:os'
import { agents } from './agents/index.ts'
import type { Settings } from './config/settings.ts'
import type { DaemonOptions } from './daemon/options.ts'
import { followJournals, followSessionFiles, openProbeFor, openReceiver } from './daemon/sources.ts'
import type { SessionView } from './domain/change.ts'
import type { AgentEvent } from './domain/event.ts'
import { createWindowFinder } from './host/focus/windows.ts'
import { createProc } from './host/proc.ts'
import { openProcessWatch, type ProcessWatch } from './host/process-watch.ts'
import { createFeed } from './feed.ts'
import { toHealth, toStatus } from './health.ts'
import { createIdentity } from './identity.ts'
import { createEvidence } from './identity/evidence.ts'
import { openLedger } from './ledger.ts'
import { badge } from './sinks/badge.ts'
import { controlSocket } from './sinks/control-socket.ts'
import type { AckQuery, SinkContext } from './sinks/context.ts'
import { namedPipe } from './sinks/named-pipe.ts'
import { notification } from './sinks/notification.ts'
import type { ChangeSink, LineSink } from './sinks/sink.ts'
import { stdout } from './sinks/stdout.ts'
import type { JournalsSource } from './sources/journals.ts'
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
  const ledger = stack.use(await openLedger({ clock, log, stateDir }))
  const sinks: LineSink[] = []
  const watchers: ChangeSink[] = []
  const tracker = createTracker({
    tuning: settings,
    clock,
    onChanges(changes) {
      ledger.note(changes)
      feed.push(changes)
      for (const sink of watchers) sink.change(changes)
      options.onStatus?.(toStatus(tracker))
      identity.follow(changes)
      evidence.follow(changes)
    },
    onEvents(events) {
      identity.note(events)
      journals?.note(events)
    },
  })
  const findWindow = createWindowFinder({ env: options.env })
  const proc = createProc()
  const watch = openProcessWatch({
    clock,
    proc,
    isWitnessed: (process) => evidence.isWitnessed(process),
  })
  const give = (events: readonly AgentEvent[]) => tracker.give(events)
  const evidence = createEvidence({
    clock,
    proc,
    watch,
    findWindow,
    give,
    sessions: () => tracker.list(),
    standsIn: settings.probe.silentAgents,
  })
  const identity = createIdentity({
    clock,
    proc,
    watch,
    findWindow,
    give,
    isAgent: (process) => evidence.isAgent(process),
    onSession: (process, session) => evidence.link(process, session),
  })
  let probe: ProbeSource | undefined
  let journals: JournalsSource | undefined
  const { broadcastIntervalMs } = settings
  const feed = createFeed({
    clock,
    broadcastIntervalMs,
    sinks,
    sessions: () => tracker.list(),
    today: () => ledger.today(),
  })
  const health = () => ({
    ...toHealth(options.version, tracker, feed, [...sinks, ...watchers]),
    ...(probe ? { probe: { ...probe.stats(), agents: evidence.count() } } : {}),
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
  for (const open of enabledSinks(settings, context)) sinks.push(stack.use(await open()))
  if (settings.notifications.enabled)
    watchers.push(stack.use(await openNotifications(context, settings)))
  if (settings.badges.enabled && !options.paths.runtimeDirIsOwn)
    watchers.push(stack.use(await openBadges(context, settings, watch)))
  stack.use(feed)
  stack.use(tracker)
  stack.use(watch)
  stack.use(evidence)
  const source = stack.use(await openReceiver(options, tracker, identity, health))
  if (settings.sessionFiles.enabled) {
    stack.use(followSessionFiles(options, tracker, identity, { proc, watch }))
    journals = stack.use(followJournals(options, tracker, identity, { proc, watch }))
  }
  if (settings.probe.enabled) {
    probe = await openProbeFor(options, evidence)
    if (probe) stack.use(probe)
  }
  feed.start()
  options.onStatus?.(toStatus(tracker))
  const owned = stack.move()
  return {
    source,
    pipePath: settings.pipe.enabled ? (settings.pipe.path ?? options.paths.pipe) : undefined,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Each is opened only after the one before it, so that disposal goes the other way round. */
function* enabledSinks(
  settings: Settings,
  context: SinkContext,
): Generator<() => Promise<LineSink>> {
  const { stdout: out, pipe, controlSocket: control } = settings
  if (out.enabled) yield () => stdout.open(stdout.options.parse({}), context)
  if (pipe.enabled) yield () => namedPipe.open({ path: pipe.path }, context)
  if (control.enabled) yield () => controlSocket.open({ path: control.path }, context)
}

/** A session's process, where it is one of this machine. */
const toPid = ({ about: { host, pid } }: SessionView): number | null =>
  host === undefined || host === hostname() ? (pid ?? null) : null

function openNotifications(context: SinkContext, settings: Settings): Promise<ChangeSink> {
  const names = new Map(agents.map(({ id, name }) => [id, name])).set('generic', 'Agent')
  return notification.open(settings.notifications, {
    clock: context.clock,
    log: context.log,
    acknowledge: (query) => context.acknowledge(query),
    toAgentName: (id) => names.get(id) ?? id,
    toPid,
  })
}

function openBadges(
  { clock, log, paths }: SinkContext,
  { sessionTimeoutMs: silenceMs }: Settings,
  watch: ProcessWatch,
): Promise<ChangeSink> {
  return badge.open({ clock, log, paths, watch, toPid, silenceMs })
}

/** All conditions of the query must hold; `all` is none. */
function toMatch({ session_id, tool }: AckQuery): (session: SessionView) => boolean {
  return (session) =>
    (session_id === undefined || session.id === session_id) &&
    (tool === undefined || session.agent === tool)
}
