// `service`: lets systemd run the daemon for this user, from the login on or from the first telemetry on.

import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CONFIG_FILE_ENV } from '../config/place.ts'
import { planInstall, planUninstall } from '../service/install.ts'
import {
  assertManager,
  createSystemctl,
  ServiceError,
  showUnit,
  type Systemctl,
} from '../service/manager.ts'
import { readState } from '../service/state.ts'
import { DESKTOP_UNIT, SERVICE_UNIT, toServiceUnit, toSocketUnit } from '../service/units.ts'
import { toPlaces } from '../setup/places.ts'
import { nodeFlags } from '../runtime/node-flags.ts'
import { programFile } from '../version.ts'
import { CliError, type Command, type CommandIo, EX_UNAVAILABLE, EX_USAGE } from './command.ts'
import { perform } from './service/perform.ts'

/** As `systemctl status` does. */
const EXIT_INACTIVE = 3
const EXIT_NOT_INSTALLED = 4

const options = z.strictObject({
  action: z
    .enum(['install', 'uninstall', 'status'])
    .describe(
      'install: start it with the desktop, or with --socket when telemetry comes; uninstall: take that back; status: exit 3 where it does not run, 4 where it is not installed',
    )
    .meta({ placeholder: 'ACTION' }),
  socket: z
    .boolean()
    .default(false)
    .describe('let systemd hold the port, and start the daemon when the first telemetry comes'),
  dryRun: z.boolean().default(false).describe('print what would be done'),
})

type ServiceOptions = z.output<typeof options>

/** Ends with 69 where there is no systemd user manager. */
export const serviceCommand = {
  name: 'service',
  summary: 'Install the daemon as a systemd user service',
  options,
  positionals: ['action'],
  async run(given, io) {
    if (given.socket && given.action !== 'install') {
      throw new CliError('--socket goes with install only', EX_USAGE)
    }
    const systemctl = createSystemctl(io.env)
    try {
      if (given.action === 'status') return await tellState(systemctl, io)
      return given.action === 'install'
        ? await install(given, systemctl, io)
        : await uninstall(given, systemctl, io)
    } catch (error) {
      if (error instanceof ServiceError) throw new CliError(error.message, EX_UNAVAILABLE)
      throw error
    }
  },
} satisfies Command<typeof options>

async function install(
  given: ServiceOptions,
  systemctl: Systemctl,
  io: CommandIo,
): Promise<number> {
  const settings = io.loadSettings()
  const listen = given.socket ? toListen(settings) : undefined
  const { configHome } = toPlaces(io.env)
  const argv = toArgv(io)
  const steps = await planInstall({ configHome, argv, listen }, systemctl)
  if (given.dryRun) {
    const texts = [toServiceUnit(argv), ...(listen ? [toSocketUnit(listen)] : [])]
    io.stdout.write(`${texts.join('\n')}\n`)
  }
  await perform(steps, given.dryRun, () => assertManager(systemctl), io)
  warnOfVariables(io)
  if (!given.dryRun && !given.socket) await warnOfSession(systemctl, io)
  return 0
}

async function uninstall(
  given: ServiceOptions,
  systemctl: Systemctl,
  io: CommandIo,
): Promise<number> {
  const steps = await planUninstall(toPlaces(io.env).configHome, systemctl)
  await perform(steps, given.dryRun, () => assertManager(systemctl), io)
  return 0
}

async function tellState(systemctl: Systemctl, io: CommandIo): Promise<number> {
  await assertManager(systemctl)
  const { isInstalled, isActive, text } = await readState(systemctl)
  io.stdout.write(text)
  if (!isInstalled) return EXIT_NOT_INSTALLED
  return isActive ? 0 : EXIT_INACTIVE
}

/** @throws {CliError} where systemd cannot listen there */
function toListen({ host, port }: { readonly host: string; readonly port: number }) {
  if (port === 0) throw new CliError('--socket needs a port that stays: set one', EX_USAGE)
  const address = host === 'localhost' ? '127.0.0.1' : host
  if (isIP(address) > 0) return { host: address, port }
  throw new CliError(`--socket needs an address instead of the name ${host}`, EX_USAGE)
}

/** The program that runs now; its lines are for readers of the pipe, not for the journal. */
function toArgv({ settingsPlace: { file, isFileChosen } }: CommandIo): readonly string[] {
  return [
    process.execPath,
    ...nodeFlags,
    programFile,
    'run',
    '--no-stdout',
    ...(isFileChosen ? ['--config', resolve(file)] : []),
  ]
}

/** Settings of this shell would otherwise be missing there, in silence. */
function warnOfVariables({ env, stderr }: CommandIo): void {
  const names = Object.keys(env).filter(
    (name) => /^OT(?:LP_PORT|EL_AI_)/.test(name) && name !== CONFIG_FILE_ENV,
  )
  if (names.length === 0) return
  stderr.write(
    `${names.join(', ')}: set in this shell, but not for the service; use the settings file.\n`,
  )
}

/** sway and i3, as they come, do not tell systemd that there is a desktop. */
async function warnOfSession(systemctl: Systemctl, { stderr }: CommandIo): Promise<void> {
  const shown = await showUnit(systemctl, DESKTOP_UNIT, ['ActiveState'])
  if (shown['ActiveState'] !== 'inactive') return
  stderr.write(
    `${DESKTOP_UNIT} is not active. Where your desktop never starts it, the daemon will not start at the next login: have the desktop run  systemctl --user start ${SERVICE_UNIT}\n`,
  )
}
