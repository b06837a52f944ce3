// The flags of `setup`.

import { z } from 'zod'
import { isEndpoint } from '../../setup/endpoint.ts'
import { agentSetups } from '../../setup/index.ts'

export const setupOptions = z.strictObject({
  agent: z
    .enum(agentSetups.map(({ id }) => id))
    .describe('agent whose telemetry is switched on')
    .meta({ placeholder: 'AGENT' }),
  apply: z.boolean().default(false).describe('write the settings instead of showing them'),
  undo: z.boolean().default(false).describe('take back what was applied'),
  force: z.boolean().default(false).describe('also replace values that say something else'),
  hooks: z.boolean().default(false).describe('also add its hooks, which tell sooner and exactly'),
  endpoint: z
    .string()
    .refine(isEndpoint, 'expected a URL like http://127.0.0.1:4318')
    // Each agent's own settings add it, where they need it.
    .refine(
      (url) => !/\/v1\/(?:logs|traces|metrics)\/*$/.test(url),
      'expected the URL without /v1/… at its end',
    )
    .optional()
    .describe('where the agent sends to [this host and port]')
    .meta({ placeholder: 'URL' }),
})

export type SetupOptions = z.output<typeof setupOptions>
