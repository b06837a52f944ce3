// Every sink, and where it is opened: a new one is a file in sinks/, and a line here.

import { hostname } from 'node:os'
import { genAi } from '../agents/gen-ai.ts'
import { agents } from '../agents/index.ts'
import type { Settings } from '../config/settings.ts'
import type { SessionView } from '../domain/change.ts'
import type { ProcessWatch } from '../host/process-watch.ts'
import { openBadge } from '../sinks/badge.ts'
import type { SinkContext } from '../sinks/context.ts'
import { openControlSocket } from '../sinks/control-socket.ts'
import { openNamedPipe } from '../sinks/named-pipe.ts'
import { openNotification } from '../sinks/notification.ts'
import type { ChangeSink, LineSink } from '../sinks/sink.ts'
import { openStdout } from '../sinks/stdout.ts'

/** The line sinks that are on, except the pipe. A generator: each is opened, and registered for disposal, before the next. */
export function* lineSinks(
  { stdout, controlSocket }: Settings,
  context: SinkContext,
): Generator<Promise<LineSink>> {
  if (stdout.enabled) yield openStdout({}, context)
  if (controlSocket.enabled) yield openControlSocket(controlSocket, context)
}

/**
 * To be opened only once the port is bound: a FIFO does not show that another daemon serves it, and a second
 * daemon, which fails at the port, must not take it over.
 */
export const pipeSink = ({ pipe }: Settings, context: SinkContext): Promise<LineSink> =>
  openNamedPipe(pipe, context)

/** The change sinks that are on. Badges are for other programs, which look for them in `XDG_RUNTIME_DIR` alone. */
export function* changeSinks(
  { notifications, badges, sessionTimeoutMs: silenceMs }: Settings,
  context: SinkContext,
  watch: ProcessWatch,
): Generator<Promise<ChangeSink>> {
  if (notifications.enabled)
    yield openNotification(notifications, { ...context, toAgentName, toPid })
  if (badges.enabled && !context.paths.runtimeDirIsOwn)
    yield openBadge({ ...context, watch, toPid, silenceMs })
}

const names = new Map([...agents, genAi].map(({ id, name }) => [id, name]))
const toAgentName = (id: string): string => names.get(id) ?? id

/** A session's process, where it is one of this machine. */
const toPid = ({ about: { host, pid } }: SessionView): number | null =>
  host === undefined || host === hostname() ? (pid ?? null) : null
