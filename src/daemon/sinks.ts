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

/** The line sinks that are on, except the pipe. A generator: each is opened, and registered for disposal, before the next. */
export function* lineSinks(
  { stdout: out, controlSocket: control }: Settings,
  context: SinkContext,
): Generator<Promise<LineSink>> {
  if (out.enabled) yield stdout.open(stdout.options.parse({}), context)
  if (control.enabled) yield controlSocket.open({ path: control.path }, context)
}

/**
 * Only once the port is bound: a FIFO does not show that another daemon serves it, and a second
 * daemon, which fails at the port, must not take it over.
 */
export const pipeSink = ({ pipe }: Settings, context: SinkContext): Promise<LineSink> =>
  namedPipe.open({ path: pipe.path }, context)

/** The change sinks that are on. Badges are for other programs, which look for them in `XDG_RUNTIME_DIR` alone. */
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
