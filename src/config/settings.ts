// Every setting, declared once: files, environment, flags, help and documentation are derived from this schema.

import { z } from 'zod'
import { controlSocketOptions } from '../sinks/control-socket/options.ts'
import { namedPipeOptions } from '../sinks/named-pipe/options.ts'
import { notificationOptions } from '../sinks/notification/options.ts'
import { receiverAddress } from '../sources/otlp-http/address.ts'
import { otlpHttpOptions } from '../sources/otlp-http/options.ts'
import { type Field, toFields, toJsonSchema } from './field.ts'

const receiver = otlpHttpOptions.shape

/** Timers cannot wait any longer. */
const MAX_DELAY_MS = 2_147_483_647

const durationMs = (defaultMs: number, description: string) =>
  z.number().positive().max(MAX_DELAY_MS).default(defaultMs).describe(description)

const enabled = (description: string) => z.boolean().default(true).describe(description)

/** The settings file's schema; an empty object gives every default. */
export const settingsSchema = z.strictObject({
  host: receiver.host.meta({ env: receiverAddress.host.env }),
  port: receiver.port.meta({ env: receiverAddress.port.env }),
  // Other users can read a command line.
  token: receiver.token.meta({ flag: false, secret: true, env: receiverAddress.token.env }),
  quietPeriodMs: durationMs(
    3000,
    'silence that ends a turn, where no exact evidence can come',
  ).meta({ env: 'OTEL_AI_QUIET_PERIOD' }),
  sessionTimeoutMs: durationMs(300_000, 'silence after which a session expires').meta({
    env: 'OTEL_AI_SESSION_TIMEOUT',
  }),
  completedTimeoutMs: durationMs(30_000, 'time until a completed session turns idle').meta({
    env: 'OTEL_AI_COMPLETED_TIMEOUT',
  }),
  broadcastIntervalMs: durationMs(5000, 'time between full lists of the sessions').meta({
    env: 'OTEL_AI_BROADCAST_INTERVAL',
  }),
  maxSessions: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('sessions kept at most; the oldest goes first'),
  exactWaitMs: durationMs(
    8000,
    'wait for exact evidence that a turn ended, where it is known to come',
  ),
  pendingTimeoutMs: durationMs(
    180_000,
    'silence after which a model call is given up, where nothing would tell of its end',
  ),
  stuckTimeoutMs: durationMs(
    3_600_000,
    'silence after which a running tool is given up, or a question of an agent whose process is not known',
  ),
  stdout: z.strictObject({ enabled: enabled('write the lines to standard output') }).prefault({}),
  pipe: z
    .strictObject({
      enabled: enabled('write the lines to a named pipe'),
      ...namedPipeOptions.shape,
    })
    .prefault({}),
  controlSocket: z
    .strictObject({
      enabled: enabled(
        'serve watch, status, ack, focus and the other commands that ask the daemon, on a Unix socket',
      ),
      ...controlSocketOptions.shape,
    })
    .prefault({}),
  receiver: z
    .strictObject({ otherUsers: receiver.otherUsers, limits: receiver.limits })
    .prefault({}),
  sessionFiles: z
    .strictObject({
      enabled: enabled('follow the files in which agents note what their sessions do'),
    })
    .prefault({}),
  probe: z
    .strictObject({
      enabled: enabled('listen for the probe, which tells what the kernel knows of agents'),
      silentAgents: z
        .boolean()
        .default(true)
        .describe('show agents that send no telemetry, as far as the probe knows them'),
    })
    .prefault({}),
  notifications: z
    .strictObject({ enabled: enabled('send desktop notifications'), ...notificationOptions.shape })
    .prefault({}),
  badges: z
    .strictObject({
      enabled: enabled('write a badge file for each window that has a session'),
    })
    .prefault({}),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least severe level that is logged')
    .meta({ placeholder: 'LEVEL', switches: { verbose: { short: 'v', value: 'debug' } } }),
})

/** The resolved settings. Times are in milliseconds. */
export type Settings = Readonly<z.output<typeof settingsSchema>>

/** All settings, in the order of the documentation. */
export const settingFields: readonly Field[] = toFields(settingsSchema)

/** The JSON Schema of the settings file. */
export function toSettingsJsonSchema(): Record<string, unknown> {
  const schema = toJsonSchema(settingsSchema)
  return {
    ...schema,
    title: 'otel-ai-monitor settings',
    properties: { $schema: { type: 'string' }, ...(schema.properties as object) },
  }
}
