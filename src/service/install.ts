// Installs and removes the services, step by step, so that each step can be shown instead of taken.

import { join } from 'node:path'
import { showUnit, type Systemctl } from './manager.ts'
import { PROBE_UNIT } from './probe-unit.ts'
import { readOwnUnit, removeUnit, toUnitPath, writeUnit } from './unit-files.ts'
import { SERVICE_UNIT, SOCKET_UNIT, toServiceUnit, toSocketUnit } from './units.ts'

export interface ServicePlan {
  /** `$XDG_CONFIG_HOME` or `~/.config`. */
  readonly configHome: string
  /** Starts the daemon. */
  readonly argv: readonly string[]
  /** Where systemd listens in the daemon's stead; undefined where the daemon starts with the desktop. */
  readonly listen: { readonly host: string; readonly port: number } | undefined
}

/** What is to be done, in order; a step that is done already is left out. */
export interface Step {
  /** For people, before it is taken: `write PATH`. */
  readonly intent: string
  /** For people, once it is taken: `wrote PATH`. */
  readonly text: string
  take(): Promise<unknown> | void
}

/**
 * @returns the steps; empty where all is as it should be
 * @throws {ServiceError} where a unit of the same name is somebody else's
 */
export async function planInstall(plan: ServicePlan, systemctl: Systemctl): Promise<Step[]> {
  const { configHome, argv, listen } = plan
  const changed = [
    ...writeStep(toUnitPath(configHome, SERVICE_UNIT), toServiceUnit(argv)),
    ...(listen ? writeStep(toUnitPath(configHome, SOCKET_UNIT), toSocketUnit(listen)) : []),
  ]
  const run = (...args: readonly string[]) => commandStep(systemctl, args)
  const reload = changed.length > 0 ? [run('daemon-reload')] : []
  const removed = listen ? [] : await planRemoval(inHome(configHome), [SOCKET_UNIT], systemctl)
  return listen
    ? [...changed, ...reload, ...(await planSocket(changed.length > 0, systemctl))]
    : [
        ...removed,
        ...changed,
        ...reload,
        ...(await planService(SERVICE_UNIT, changed.length > 0, systemctl)),
      ]
}

/** @throws {ServiceError} where a unit of that name is somebody else's */
export async function planUninstall(configHome: string, systemctl: Systemctl): Promise<Step[]> {
  return planRemoval(inHome(configHome), [SOCKET_UNIT, SERVICE_UNIT], systemctl)
}

const inHome = (configHome: string) => (unit: string) => toUnitPath(configHome, unit)

/**
 * The same for the probe, whose unit is one of the system.
 * @param text of the unit
 */
export async function planProbeInstall(
  directory: string,
  text: string,
  systemctl: Systemctl,
): Promise<Step[]> {
  const changed = writeStep(join(directory, PROBE_UNIT), text)
  const reload = changed.length > 0 ? [commandStep(systemctl, ['daemon-reload'])] : []
  return [...changed, ...reload, ...(await planService(PROBE_UNIT, changed.length > 0, systemctl))]
}

/** @throws {ServiceError} where a unit of that name is somebody else's */
export async function planProbeUninstall(directory: string, systemctl: Systemctl): Promise<Step[]> {
  return planRemoval((unit) => join(directory, unit), [PROBE_UNIT], systemctl)
}

/** @throws {ServiceError} where a step fails */
export async function takeSteps(
  steps: readonly Step[],
  tell: (text: string) => void,
): Promise<void> {
  for (const step of steps) {
    await step.take()
    tell(step.text)
  }
}

async function planService(
  unit: string,
  isChanged: boolean,
  systemctl: Systemctl,
): Promise<Step[]> {
  const { isEnabled, isActive } = await stateOf(unit, systemctl)
  if (isEnabled && isActive && !isChanged) return []
  const restart = isActive ? [commandStep(systemctl, ['restart', unit])] : []
  return [commandStep(systemctl, ['enable', '--now', unit]), ...restart]
}

/** The port can be only one's: the daemon lets go of it before systemd takes it. */
async function planSocket(isChanged: boolean, systemctl: Systemctl): Promise<readonly Step[]> {
  const [socket, service] = [
    await stateOf(SOCKET_UNIT, systemctl),
    await stateOf(SERVICE_UNIT, systemctl),
  ]
  if (socket.isEnabled && socket.isActive && !service.isEnabled && !isChanged) return []
  return [
    commandStep(systemctl, ['disable', '--now', SERVICE_UNIT]),
    commandStep(systemctl, ['enable', SOCKET_UNIT]),
    commandStep(systemctl, ['restart', SOCKET_UNIT]),
  ]
}

/** @param toPath where a unit of that name is */
async function planRemoval(
  toPath: (unit: string) => string,
  units: readonly string[],
  systemctl: Systemctl,
): Promise<Step[]> {
  const present = units.filter((unit) => readOwnUnit(toPath(unit)) !== undefined)
  if (present.length === 0) return []
  return [
    commandStep(systemctl, ['disable', '--now', ...present]),
    ...present.map((unit) => {
      const path = toPath(unit)
      return { intent: `remove ${path}`, text: `removed ${path}`, take: () => removeUnit(path) }
    }),
    commandStep(systemctl, ['daemon-reload']),
  ]
}

function writeStep(path: string, text: string): readonly Step[] {
  return readOwnUnit(path) === text
    ? []
    : [{ intent: `write ${path}`, text: `wrote ${path}`, take: () => writeUnit(path, text) }]
}

function commandStep(systemctl: Systemctl, args: readonly string[]): Step {
  const text = `${systemctl.command} ${args.join(' ')}`
  return { intent: `run ${text}`, text, take: () => systemctl(...args) }
}

/** Neither, where no systemd answers: a plan can be shown without one. */
async function stateOf(unit: string, systemctl: Systemctl) {
  const shown = await showUnit(systemctl, unit, ['ActiveState', 'UnitFileState']).catch(
    (): Readonly<Record<string, string>> => ({}),
  )
  return {
    isActive: ['active', 'activating', 'reloading'].includes(shown['ActiveState'] ?? ''),
    isEnabled: shown['UnitFileState'] === 'enabled',
  }
}
