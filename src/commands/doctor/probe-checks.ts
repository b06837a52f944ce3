// What the probe's state means, and what helps. Pure.

import { type ProbeHealth, toProbeText } from '../client/probe-words.ts'
import { toCounted } from '../client/words.ts'
import type { Finding } from './finding.ts'

export interface ProbeFacts {
  /** undefined where no daemon answered, or one that does not listen for the probe. */
  readonly health: ProbeHealth | undefined
  readonly isEnabled: boolean
  /** Whether its systemd service is installed. */
  readonly isInstalled: boolean
  readonly isLinux: boolean
}

const LOOK = { fix: 'systemctl status otel-ai-monitor-probe' }
const INSTALL = {
  fix: 'sudo otel-ai-monitor probe install --user "$USER"',
  remark: 'it is optional: with it, crashes, keys and running tools are known',
}

/** @returns nothing where there is nothing to say, as for a machine that is no Linux */
export function checkProbe(facts: ProbeFacts): readonly Finding[] {
  const { health, isEnabled, isInstalled, isLinux } = facts
  const finding = { area: 'daemon', id: 'probe' } as const
  if (!isLinux) return []
  if (!isEnabled) {
    const message = 'listening for the probe is switched off'
    return isInstalled ? [{ ...finding, level: 'note', message }] : []
  }
  if (health === undefined) return []
  const message = toProbeText(health)
  switch (health.state) {
    case 'running':
      return [{ ...finding, level: 'ok', message }, ...toLoss(health)]
    case 'starting':
      return [{ ...finding, level: 'note', message }]
    case 'absent':
      return isInstalled || health.message !== undefined
        ? [{ ...finding, level: 'warning', message, ...LOOK }]
        : [{ ...finding, level: 'note', message: 'the probe is not installed', ...INSTALL }]
    default:
      return [{ ...finding, level: 'warning', message, ...LOOK }]
  }
}

function toLoss({ lost }: ProbeHealth): readonly Finding[] {
  if (lost === 0) return []
  const message = `the probe could not tell of ${toCounted(lost, 'event')}: too much happened at once`
  return [{ area: 'daemon', id: 'probe-loss', level: 'note', message }]
}
