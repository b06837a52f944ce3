// What systemd says of the service, in lines for people.

import { showUnit, type Systemctl } from './manager.ts'
import { SERVICE_UNIT, SOCKET_UNIT } from './units.ts'

export interface ServiceState {
  readonly isInstalled: boolean
  /** Also where only the socket waits for the first telemetry. */
  readonly isActive: boolean
  readonly text: string
}

const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'StatusText',
  'MainPID',
  'NRestarts',
  'Result',
  'UnitFileState',
  'FragmentPath',
  'Listen',
]

type Shown = Readonly<Record<string, string>>

/** @throws {ServiceError} where no manager answers */
export async function readState(systemctl: Systemctl): Promise<ServiceState> {
  const service = await showUnit(systemctl, SERVICE_UNIT, PROPERTIES)
  const socket = await showUnit(systemctl, SOCKET_UNIT, PROPERTIES)
  const isInstalled = isLoaded(service)
  const lines = isInstalled ? toLines(SERVICE_UNIT, service) : ['The service is not installed.']
  if (isLoaded(socket)) lines.push(...toLines(SOCKET_UNIT, socket))
  return {
    isInstalled,
    isActive: [service, socket].some((unit) => unit['ActiveState'] === 'active'),
    text: lines.map((line) => `${line}\n`).join(''),
  }
}

const isLoaded = (unit: Shown): boolean => unit['LoadState'] === 'loaded'

function toLines(name: string, unit: Shown): string[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['state', `${unit['ActiveState']} (${unit['SubState']}), ${unit['UnitFileState']}`],
    ['says', unit['StatusText']],
    ['process', unit['MainPID'] === '0' ? '' : unit['MainPID']],
    ['restarts', unit['NRestarts'] === '0' ? '' : unit['NRestarts']],
    ['ended with', unit['Result'] === 'success' ? '' : unit['Result']],
    ['listens on', unit['Listen']],
    ['unit', unit['FragmentPath']],
  ]
  return [name, ...rows.flatMap(([key, value]) => (value ? [`  ${key.padEnd(10)} ${value}`] : []))]
}
