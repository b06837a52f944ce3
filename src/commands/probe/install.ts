// Makes the probe a service of the system, and takes that back.

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { nodeFlags } from '../../runtime/node-flags.ts'
import { planProbeInstall, planProbeUninstall } from '../../service/install.ts'
import { assertManager, createSystemctl, ServiceError } from '../../service/manager.ts'
import { SYSTEM_UNITS, toProbeUnit } from '../../service/probe-unit.ts'
import { programFile } from '../../version.ts'
import { CliError, type CommandIo, EX_NOPERM, EX_UNAVAILABLE } from '../command.ts'
import type { ProbeOptions } from './options.ts'
import { perform } from '../service/perform.ts'
import { attempt, becomeUser } from './run-relay.ts'

type InstallOptions = ProbeOptions & { readonly user: string }

/** @throws {CliError} 69 without systemd, 77 where it is not root who asks, 78 where there is no such user */
export async function installProbe(given: InstallOptions, io: CommandIo): Promise<number> {
  const argv = toArgv(given)
  const unit = toProbeUnit(argv)
  if (given.dryRun) io.stdout.write(`${unit}\n`)
  else {
    assertRoot()
    assertUser(given.user)
    assertReadableByAll([process.execPath, programFile])
  }
  return change(given, io, (systemctl) => planProbeInstall(SYSTEM_UNITS, unit, systemctl))
}

/** @throws {CliError} as above */
export function uninstallProbe(given: ProbeOptions, io: CommandIo): Promise<number> {
  return change(given, io, (systemctl) => planProbeUninstall(SYSTEM_UNITS, systemctl))
}

type Plan = (systemctl: ReturnType<typeof createSystemctl>) => ReturnType<typeof planProbeUninstall>

async function change({ dryRun }: ProbeOptions, io: CommandIo, plan: Plan): Promise<number> {
  if (!dryRun) assertRoot()
  const systemctl = createSystemctl(io.env, 'system')
  try {
    await perform(await plan(systemctl), dryRun, () => assertManager(systemctl, toAdvice), io)
  } catch (error) {
    if (error instanceof ServiceError) throw new CliError(error.message, EX_UNAVAILABLE)
    throw error
  }
  return 0
}

function assertRoot(): void {
  if (process.geteuid?.() === 0) return
  throw new CliError('a service of the system can only be changed by root: use sudo', EX_NOPERM)
}

/** For an unknown one the service would only fail. */
function assertUser(user: string): void {
  attempt(() => becomeUser(user))
  process.seteuid?.(0)
}

const toAdvice = (reason: string): string =>
  `there is no systemd here (${reason}); run it by other means: otel-ai-monitor probe --user NAME`

function toArgv({ user, processes, waitThreshold, logLevel, socket }: InstallOptions) {
  return [
    process.execPath,
    ...nodeFlags,
    programFile,
    'probe',
    '--user',
    user,
    '--processes',
    processes,
    '--wait-threshold',
    String(waitThreshold),
    '--log-level',
    logLevel,
    ...(socket === undefined ? [] : ['--socket', resolve(socket)]),
  ]
}

/** In the service, root has no power over permissions: it reads only what everybody may. */
function assertReadableByAll(paths: readonly string[]): void {
  const mayAll = (path: string, bits: number) => (statSync(path).mode & bits) === bits
  const closed = paths.flatMap((path) => [
    ...toDirectories(path).filter((directory) => !mayAll(directory, 0o001)),
    ...(mayAll(path, 0o004) ? [] : [path]),
  ])
  if (closed[0] === undefined) return
  throw new CliError(
    `the service could not read ${closed[0]}, which is not open to all: install a copy for the system, as with, in a checkout: sudo npm install -g "$(npm pack --silent)"`,
    EX_UNAVAILABLE,
  )
}

function toDirectories(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...toDirectories(parent), parent]
}
