// The whole examination: looks at daemon, desktop and agents, and has the findings judged.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isHere } from '../client/board.ts'
import { toSocketPath } from '../client/control-client.ts'
import type { CommandIo } from '../command.ts'
import type { Settings } from '../../config/settings.ts'
import { createProc, type Proc } from '../../host/proc.ts'
import { appPaths, currentUid } from '../../runtime/paths.ts'
import { toReachable } from '../../runtime/reachable.ts'
import { PROBE_UNIT, SYSTEM_UNITS } from '../../service/probe-unit.ts'
import { toEndpoint } from '../../setup/endpoint.ts'
import { version } from '../../version.ts'
import { isOfSettings } from '../settings-endpoint.ts'
import { checkAgent } from './agent-checks.ts'
import { readAgentTelemetry } from './agent-telemetry.ts'
import { checkDaemon, type DaemonFacts, healthOf } from './daemon-checks.ts'
import { askControlSocket, askPort } from './daemon-facts.ts'
import { checkDesktop } from './desktop-checks.ts'
import { findDesktopFacts } from './desktop-facts.ts'
import type { Finding } from './finding.ts'
import { findPortHolder } from './port-holder.ts'
import { checkProbe } from './probe-checks.ts'
import { findRunningAgents } from './running-agents.ts'

/** @throws {SettingsError} where the settings cannot be used */
export async function examine(io: CommandIo): Promise<readonly Finding[]> {
  const settings = io.loadSettings()
  const proc = createProc()
  const daemon = await findDaemonFacts(settings, proc, io)
  const health = healthOf(daemon)
  const desktop = await findDesktopFacts({
    env: io.env,
    proc,
    pipe: {
      isEnabled: settings.pipe.enabled,
      path: settings.pipe.path ?? appPaths(io.env).pipe,
    },
    areNotificationsEnabled: settings.notifications.enabled,
    daemonPid: health?.pid,
  })
  return [
    ...checkDaemon(daemon),
    ...checkProbe({
      health: health?.probe,
      isEnabled: settings.probe.enabled,
      isInstalled: existsSync(join(SYSTEM_UNITS, PROBE_UNIT)),
      isLinux: process.platform === 'linux',
    }),
    ...checkDesktop(desktop, health !== undefined),
    ...checkAgents(daemon, proc, io),
  ]
}

async function findDaemonFacts(
  settings: Settings,
  proc: Proc,
  io: CommandIo,
): Promise<DaemonFacts> {
  const { port, token, controlSocket } = settings
  const host = toReachable(settings.host)
  const isFixed = port !== 0
  // The port first: where systemd holds it, the question starts the daemon.
  const answer = isFixed ? await askPort({ host, port }, token) : undefined
  const socketPath = toSocketPath(undefined, io)
  return {
    endpoint: isFixed ? toEndpoint({ host, port }) : undefined,
    port: answer,
    holder: answer?.kind === 'stranger' ? findPortHolder(host, port, proc) : undefined,
    controlSocket: socketPath,
    controlSocketEnabled: controlSocket.enabled,
    control: await askControlSocket(socketPath),
    version,
  }
}

function checkAgents(daemon: DaemonFacts, proc: Proc, io: CommandIo): readonly Finding[] {
  const { endpoint, control } = daemon
  if (proc.pids().length === 0) return [toNote('running agents can only be found on Linux')]
  // Where the port is not fixed, any endpoint will do: the rest of an agent's settings can be judged.
  const wanted = endpoint ?? 'http://127.0.0.1:4318'
  const sessions = control?.sessions.filter(isHere)
  const asked = endpoint === undefined || isOfSettings(endpoint, io) ? undefined : endpoint
  const findings = findRunningAgents(proc, currentUid()).flatMap((agent) => {
    const telemetry = readAgentTelemetry(agent, wanted, proc, io.env)
    return checkAgent({ ...agent, telemetry, endpoint: asked, sessions })
  })
  return findings.length > 0 ? findings : [toNote('no agent is running; start one, and ask again')]
}

function toNote(message: string): Finding {
  return { area: 'agents', id: 'running', level: 'note', message }
}
