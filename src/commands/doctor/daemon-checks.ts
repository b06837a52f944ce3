// What the answers at port and control socket mean. Pure.

import { toCounted, toDurationText } from '../client/words.ts'
import type { ControlAnswer, ControlHealth, PortAnswer } from './daemon-facts.ts'
import type { Finding } from './finding.ts'

export interface DaemonFacts {
  /** Where agents send to; undefined where the port is 0, another one at every start. */
  readonly endpoint: string | undefined
  readonly port: PortAnswer | undefined
  /** Who has the port, where that is not the daemon. */
  readonly holder: string | undefined
  readonly controlSocket: string
  readonly controlSocketEnabled: boolean
  readonly control: ControlAnswer | undefined
  readonly version: string
}

const START = {
  fix: 'otel-ai-monitor service install',
  remark: 'or, in a terminal: otel-ai-monitor run',
}
const RESTART = {
  fix: 'systemctl --user restart otel-ai-monitor',
  remark: 'or start it anew where it runs',
}
/** One that was started with flags may be quite right, and doctor was not told of them. */
const OTHER_FLAGS = {
  ...RESTART,
  remark: `${RESTART.remark}; if it was started with --port, give the same to doctor`,
}
const OTHER_PORT = {
  fix: 'stop that program',
  remark: 'or set another port in the settings, and set up each agent again',
}

/** @returns at least one finding: whether it receives */
export function checkDaemon(facts: DaemonFacts): readonly Finding[] {
  return [
    checkReceiver(facts),
    checkRefusals(facts),
    checkVersion(facts),
    checkControl(facts),
    checkFiles(facts),
  ].flat()
}

/** As told at the port, or else at the control socket. */
export const healthOf = ({ port, control }: DaemonFacts): ControlHealth | undefined =>
  port?.kind === 'daemon' ? port.health : control?.health

function checkReceiver(facts: DaemonFacts): Finding {
  const { endpoint, port, control } = facts
  const finding = { area: 'daemon', id: 'receiver' } as const
  if (port?.kind === 'daemon') {
    const { version, uptime_seconds: uptime } = port.health
    const message = `receives at ${endpoint} (version ${version}, for ${toDurationText(uptime)})`
    return { ...finding, level: 'ok', message }
  }
  if (endpoint === undefined) {
    const message = 'the port is 0, another one at every start: agents cannot know it'
    if (control) return { ...finding, level: 'warning', message, fix: 'set a port in the settings' }
  }
  return { ...finding, level: 'error', ...toTrouble(facts) }
}

function toTrouble({ endpoint, port, holder, control }: DaemonFacts) {
  switch (port?.kind) {
    case 'refused':
      return port.status === 401
        ? {
            message: `what answers at ${endpoint} wants another token than the settings have`,
            ...RESTART,
          }
        : { message: `the daemon at ${endpoint} is another user's`, ...OTHER_PORT }
    case 'stranger':
      return {
        message: `another program answers at ${endpoint}${holder ? `: ${holder}` : ''}`,
        ...OTHER_PORT,
      }
    default:
      return control
        ? { message: `it runs with other settings: nobody listens at ${endpoint}`, ...OTHER_FLAGS }
        : { message: `it does not run: nobody listens at ${endpoint ?? 'any port'}`, ...START }
  }
}

function checkRefusals({ port }: DaemonFacts): readonly Finding[] {
  if (port?.kind !== 'daemon') return []
  const { logs, traces, metrics } = port.health.receiver
  const bad = [logs, traces, metrics].reduce((sum, counts) => sum + (counts?.bad ?? 0), 0)
  if (bad === 0) return []
  const message = `refused ${toCounted(bad, 'request')} that it could not understand or take`
  return [{ area: 'daemon', id: 'refused-requests', level: 'note', message }]
}

function checkVersion(facts: DaemonFacts): readonly Finding[] {
  const { version } = facts
  const running = healthOf(facts)?.version
  if (running === undefined || running === version) return []
  const message = `version ${running} runs, but ${version} is installed`
  return [{ area: 'daemon', id: 'version', level: 'warning', message, ...RESTART }]
}

function checkControl(facts: DaemonFacts): readonly Finding[] {
  const { control, controlSocket, controlSocketEnabled, port } = facts
  const finding = { area: 'daemon', id: 'control-socket' } as const
  if (control) return [{ ...finding, level: 'ok', message: `answers commands at ${controlSocket}` }]
  if (!controlSocketEnabled) {
    return [{ ...finding, level: 'note', message: 'the control socket is switched off' }]
  }
  if (port?.kind !== 'daemon') return []
  const message = `nobody serves ${controlSocket}: watch, status, ack, focus and the other commands that ask the daemon cannot reach it`
  return [{ ...finding, level: 'warning', message, ...RESTART }]
}

/** No agent promises the form of its own files: a newer one may write another. */
function checkFiles(facts: DaemonFacts): readonly Finding[] {
  const files = healthOf(facts)?.files
  if (files === undefined) return []
  const { sessions, bad } = files.session_files
  const followed = sessions + files.journals.sessions
  const finding = { area: 'daemon', id: 'session-files' } as const
  if (bad > 0) {
    const message = `could not understand what agents wrote in their own files, ${toCounted(bad, 'time')}: their telemetry tells of these sessions`
    return [{ ...finding, level: 'note', message }]
  }
  if (followed === 0) return []
  const message = `follows ${toCounted(followed, 'session')} in the agents' own files`
  return [{ ...finding, level: 'ok', message }]
}
