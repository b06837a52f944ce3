// Opens the daemon's sinks: those that take lines, and those that take changes.

import { hostname } from 'node:os'
import { genAi } from '../agents/gen-ai.ts'
import { agents } from '../agents/index.ts'
import type { Settings } from '../config/settings.ts'
import type { SessionView } from '../domain/change.ts'
import type { ProcessWatch } from '../host/process-watch.ts'
import { badge } from '../sinks/badge.ts'
import type { SinkContext } from '../sinks/context.ts'
import { controlSocket } from '../sinks/control-socket.ts'
import { namedPipe } from '../sinks/named-pipe.ts'
import { notification } from '../sinks/notification.ts'
import type { ChangeSink, LineSink } from '../sinks/sink.ts'
import { stdout } from '../sinks/stdout.ts'

/** Those that are switched on, but the pipe. Each is opened only after the one before it, so that disposal goes the other way round. */
export function* lineSinks(
  { stdout: out, controlSocket: control }: Settings,
  context: SinkContext,
): Generator<Promise<LineSink>> {
  if (out.enabled) yield stdout.open(stdout.options.parse({}), context)
  if (control.enabled) yield controlSocket.open({ path: control.path }, context)
}

/**
 * To be opened once the port is had: a FIFO does not show whether it is served, and a second
 * daemon, which fails at the port, must not have taken the first one's by then.
 */
export const pipeSink = ({ pipe }: Settings, context: SinkContext): Promise<LineSink> =>
  namedPipe.open({ path: pipe.path }, context)

/** The same. Badges are for other programs, which look for them in `XDG_RUNTIME_DIR` alone. */
export function* changeSinks(
  { notifications, badges, sessionTimeoutMs: silenceMs }: Settings,
  context: SinkContext,
  watch: ProcessWatch,
): Generator<Promise<ChangeSink>> {
  if (notifications.enabled)
    yield notification.open(notifications, { ...context, toAgentName, toPid })
  if (badges.enabled && !context.paths.runtimeDirIsOwn)
    yield badge.open({ ...context, watch, toPid, silenceMs })
}

const names = new Map([...agents, genAi].map(({ id, name }) => [id, name]))
const toAgentName = (id: string): string => names.get(id) ?? id

/** A session's process, where it is one of this machine. */
const toPid = ({ about: { host, pid } }: SessionView): number | null =>
  host === undefined || host === hostname() ? (pid ?? null) : null
