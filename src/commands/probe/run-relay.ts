// The relay in the foreground, until it is told to stop.

import { join, resolve } from 'node:path'
import { createProc } from '../../host/proc.ts'
import { type Privileges, workAs } from '../../probe/privileges.ts'
import { startRelay } from '../../probe/relay.ts'
import { checkRequirements, chooseMode, ProbeError } from '../../probe/requirements.ts'
import { aborted } from '../../runtime/aborted.ts'
import { systemClock } from '../../runtime/clock.ts'
import { createLogger } from '../../runtime/log.ts'
import { toAppPaths } from '../../runtime/paths.ts'
import { version } from '../../version.ts'
import { CliError, type CommandIo, EX_CONFIG, EX_UNAVAILABLE } from '../command.ts'
import type { ProbeOptions } from './options.ts'

type RelayOptions = ProbeOptions & { readonly user: string }

/** @throws {CliError} saying what is missing and what to do */
export async function runRelay(given: RelayOptions, io: CommandIo): Promise<number> {
  const log = createLogger({ level: given.logLevel, env: io.env })
  const tools = attempt(() => checkRequirements(io.env['PATH'] ?? ''))
  const privileges = attempt(() => becomeUser(given.user))
  const mode = await chooseMode(tools, privileges)
  const socketPath =
    given.socket === undefined ? toProbeSocket(privileges.uid) : resolve(given.socket)
  log.info({ user: given.user, socket: socketPath, probes: mode, version }, 'watching agents')
  await using _ = startRelay({
    socketPath,
    names: given.processes.split(','),
    waitThresholdMs: given.waitThreshold,
    privileges,
    tools,
    mode,
    log,
    version,
    proc: createProc(),
    clock: systemClock,
  })
  await aborted(io.signal)
  return 0
}

/** A file of that user's daemon. */
export function toRuntimeFile(uid: number, name: string): string {
  const { runtimeDir } = toAppPaths({ XDG_RUNTIME_DIR: `/run/user/${uid}` }, uid, '/')
  return join(runtimeDir, 'otel-ai-monitor', name)
}

const toProbeSocket = (uid: number): string => toRuntimeFile(uid, 'probe.sock')

/** @throws {ProbeError} */
export function becomeUser(user: string): Privileges {
  try {
    return workAs(user)
  } catch (error) {
    const isUnknown = (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_CREDENTIAL'
    throw new ProbeError(
      isUnknown
        ? `there is no user ${user}: name one with --user`
        : `may not work as the user ${user}: the probe needs CAP_SETUID as well`,
      true,
    )
  }
}

/** @throws {CliError} for a `ProbeError`: 78 where another start would not help, else 69 */
export function attempt<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error
    throw new CliError(error.message, error.isLasting ? EX_CONFIG : EX_UNAVAILABLE)
  }
}
