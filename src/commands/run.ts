// `run`: the daemon in the foreground, until it is told to stop.

import { z } from 'zod'
import { startDaemon, type Daemon, type DaemonOptions } from '../daemon.ts'
import { aborted } from '../runtime/aborted.ts'
import { systemClock } from '../runtime/clock.ts'
import { inheritedListenFds } from '../runtime/listen-fds.ts'
import { createLogger, type Logger } from '../runtime/log.ts'
import { keepHeapSmall } from '../runtime/node-flags.ts'
import { appPaths } from '../runtime/paths.ts'
import { createManagerLink } from '../runtime/sd-notify.ts'
import { PortInUseError } from '../sources/otlp-http.ts'
import { version } from '../version.ts'
import { CliError, type Command, type CommandIo, EX_SOFTWARE, EX_UNAVAILABLE } from './command.ts'
import { greeting } from './run/greeting.ts'

const options = z.strictObject({})
/** Longer than any part needs to flush; a part that hangs must not keep the program from ending. */
const STOP_DEADLINE_MS = 5_000

export const runCommand: Command<typeof options> = {
  name: 'run',
  summary: 'Receive telemetry and stream what every session is doing',
  options,
  settings: 'all',
  run: (_, io) => runDaemon(io),
}

/**
 * Runs the daemon until `io.signal` is aborted, and stops it in order.
 *
 * @param more what `record` adds to it
 * @returns 0; 70 where a part did not stop in time
 * @throws {CliError} 69 where the port is taken or a sink cannot be opened
 */
export async function runDaemon(
  io: CommandIo,
  more: Pick<DaemonOptions, 'onRequest'> = {},
): Promise<number> {
  // Heard from here on: what is opened by then must not be left behind.
  const stopped = aborted(io.signal)
  const settings = io.loadSettings()
  const log = createLogger({ level: settings.logLevel, env: io.env })
  const paths = appPaths(io.env)
  const [listenFd] = inheritedListenFds(io.env)
  const onError = ({ message }: Error) => log.warn(`cannot tell the service manager: ${message}`)
  using manager = createManagerLink(io.env, { onError })
  const onStatus = io.env['NOTIFY_SOCKET'] ? (text: string) => manager.status(text) : undefined
  const clock = systemClock
  const { env } = io
  const given = { settings, paths, clock, log, version, env, listenFd, onStatus, ...more }
  const daemon = await start(given)
  announce(daemon, log, io)
  manager.ready()
  keepHeapSmall()
  await stopped
  manager.stopping()
  return stop(daemon, log)
}

async function start(daemonOptions: DaemonOptions): Promise<Daemon> {
  try {
    return await startDaemon(daemonOptions)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const hint = error instanceof PortInUseError ? '; choose another with --port' : ''
    throw new CliError(`${error.message}${hint}`, EX_UNAVAILABLE)
  }
}

function announce({ source, pipePath: pipe }: Daemon, log: Logger, io: CommandIo): void {
  const { address, port } = source
  if (io.isTTY.stderr) io.stderr.write(greeting({ address, port }, pipe))
  else log.info({ address, port, pipe, version }, `listening on ${address}:${port}`)
}

async function stop(daemon: Daemon, log: Logger): Promise<number> {
  log.info('stopping')
  const late = Symbol('late')
  const deadline = new Promise<typeof late>((done) => {
    setTimeout(() => done(late), STOP_DEADLINE_MS).unref()
  })
  const result = await Promise.race([daemon[Symbol.asyncDispose](), deadline])
  if (result !== late) return 0
  log.error({ deadlineMs: STOP_DEADLINE_MS }, 'a part did not stop in time')
  return EX_SOFTWARE
}
