// The daemon: wires source → sessions → sinks, and owns the order of start and stop.

import { homedir, hostname } from 'node:os'
import { agents } from './agents/index.ts'
import { claudeCodeHooks, claudeCodeSessions } from './agents/live/claude-code.ts'
import { codexHooks } from './agents/live/codex.ts'
import { qwenCodeSessions } from './agents/live/qwen-code.ts'
import type { Settings } from './config/settings.ts'
import type { SessionView } from './domain/change.ts'
import type { AgentEvent } from './domain/event.ts'
import { createWindowFinder } from './host/focus/windows.ts'
import { createProc } from './host/proc.ts'
import { createFeed } from './feed.ts'
import { toHealth, toStatus } from './health.ts'
import { createIdentity, type Identity } from './identity.ts'
import { createSelection } from './interpret/selection.ts'
import { openLedger } from './ledger.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/log.ts'
import type { AppPaths } from './runtime/paths.ts'
import { badge } from './sinks/badge.ts'
import { controlSocket } from './sinks/control-socket.ts'
import type { AckQuery, SinkContext } from './sinks/context.ts'
import { namedPipe } from './sinks/named-pipe.ts'
import { notification } from './sinks/notification.ts'
import type { ChangeSink, LineSink } from './sinks/sink.ts'
import { stdout } from './sinks/stdout.ts'
import { MAX_HOOK_BYTES, registerHooks } from './sources/hooks.ts'
import { openOtlpHttp, type OtlpHttpSource, type RawRequest } from './sources/otlp-http.ts'
import { openSessionFiles, type SessionFilesSource } from './sources/session-files.ts'
import { createTracker, type Tracker } from './tracker.ts'

export interface DaemonOptions {
  readonly settings: Settings
  readonly paths: AppPaths
  readonly clock: Clock
  readonly log: Logger
  readonly version: string
  /** Says where agents keep their files. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A socket that the service manager listens on already. */
  readonly listenFd?: number | undefined
  /** Told the sessions by state at every change. */
  readonly onStatus?: ((status: string) => void) | undefined
  /** Sees every request's body as it came, for `record`. */
  readonly onRequest?: (request: RawRequest) => void
}

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
    },
    onEvents: (events) => identity.note(events),
  })
  const findWindow = createWindowFinder({ env: options.env })
  const identity = createIdentity(clock, findWindow, (events) => tracker.give(events))
  const { broadcastIntervalMs } = settings
  const feed = createFeed({
    clock,
    broadcastIntervalMs,
    sinks,
    sessions: () => tracker.list(),
    today: () => ledger.today(),
  })
  const health = () => toHealth(options.version, tracker, feed, [...sinks, ...watchers])
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
    watchers.push(stack.use(await openBadges(context, settings, identity)))
  stack.use(feed)
  stack.use(tracker)
  stack.use(identity)
  const source = stack.use(await openSource(options, tracker, identity, health))
  if (settings.sessionFiles.enabled) stack.use(followSessionFiles(options, tracker, identity))
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
  const names = new Map(agents.map(({ id, name }) => [id, name]))
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
  { watch }: Identity,
): Promise<ChangeSink> {
  return badge.open({ clock, log, paths, watch, toPid, silenceMs })
}

function followSessionFiles(
  { clock, log, env }: DaemonOptions,
  tracker: Tracker,
  identity: Identity,
): SessionFilesSource {
  const give = (events: readonly AgentEvent[]): void => {
    tracker.give(events)
    for (const event of events)
      if (event.happening.kind === 'session_started') identity.adopt(event)
  }
  const kinds = [claudeCodeSessions, qwenCodeSessions]
  const context = { clock, log, proc: createProc(), watch: identity.watch, give }
  return openSessionFiles({ kinds, env, home: env['HOME'] ?? homedir() }, context)
}

function openSource(
  { settings, clock, log, listenFd, onRequest }: DaemonOptions,
  tracker: Tracker,
  identity: Identity,
  health: () => Record<string, unknown>,
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
      onRecords: ({ records, arrivalMs, origin }) => {
        tracker.take({ records, arrivalMs, origin })
      },
      extend: (app) =>
        registerHooks(app, {
          kinds: [claudeCodeHooks, codexHooks],
          maxBodyBytes: MAX_HOOK_BYTES,
          now: () => clock.now(),
          wallOffsetMs: () => clock.wallOffsetMs(),
          give: (events) => tracker.give(events),
        }),
      onPeer: (origin, owner) => identity.meet(origin, owner),
      onConnectionClosed: (origin) => identity.part(origin),
      ...(onRequest ? { onRequest } : {}),
    },
  )
}

/** All conditions of the query must hold; `all` is none. */
function toMatch({ session_id, tool }: AckQuery): (session: SessionView) => boolean {
  return (session) =>
    (session_id === undefined || session.id === session_id) &&
    (tool === undefined || session.agent === tool)
}
