// What the daemon knows of the probe, in words for people.

import { z } from 'zod'
import { toCounted } from './words.ts'

// Lenient: the daemon may be of another version than the client.
const probe = z.object({
  state: z.string(),
  message: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  agents: z.number().catch(0),
  lost: z.number().catch(0),
})

/** The probe in an answer to `GET /health`; undefined where it is switched off. */
export const probeHealth = probe.optional().catch(undefined)

export type ProbeHealth = Readonly<z.output<typeof probe>>

const health = z.object({ probe: probeHealth })

/** @param json what `GET /health` answered @returns undefined where it is switched off */
export const parseProbeHealth = (json: string): ProbeHealth | undefined =>
  health.parse(JSON.parse(json)).probe

/** One sentence. Its texts come from the probe. */
export function toProbeText({ state, message, agents }: ProbeHealth): string {
  const why = message === undefined ? '' : `: ${message}`
  switch (state) {
    case 'running':
      return `the probe watches ${toCounted(agents, 'agent')}`
    case 'absent':
      return `the probe is not connected${why}`
    case 'starting':
      return `the probe is starting${why}`
    case 'restarting':
      return `the probe starts anew${why}`
    case 'failed':
      return `the probe has failed${why}`
    default:
      return message ?? `the probe is ${state}`
  }
}
