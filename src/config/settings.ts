// Every setting, declared once: files, environment, flags, help and documentation are derived from this schema.

import { z } from 'zod'

const durationMs = (defaultMs: number, description: string) =>
  z.number().positive().max(2_147_483_647).default(defaultMs).describe(description)

const enabled = (description: string) => z.boolean().default(true).describe(description)

const socketOrPipePath = (description: string) => z.string().min(1).optional().describe(description)

/** The settings file's schema; an empty object gives every default. */
export const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address the receiver listens on'),
  port: z.int().min(0).max(65_535).default(4318).describe('port of the receiver; 0 picks a free one'),
  token: z
    .string()
    .min(1)
    .optional()
    .describe('bearer token that senders must show; needed where host is not a loopback address'),
  quietPeriodMs: durationMs(3000, 'silence after which a turn counts as completed, where no exact evidence can come'),
  sessionTimeoutMs: durationMs(300_000, 'silence after which a session expires'),
  completedTimeoutMs: durationMs(30_000, 'time after which a completed session becomes idle'),
  broadcastIntervalMs: durationMs(5000, 'interval of the full session list'),
  maxSessions: z.int().min(1).max(10_000).default(100).describe('sessions kept; the oldest goes first'),
  exactWaitMs: durationMs(8000, 'how long to wait for exact end-of-turn evidence that is known to flow'),
  pendingTimeoutMs: durationMs(180_000, 'how long a model call may show no sign of life'),
  stuckTimeoutMs: durationMs(3_600_000, 'how long a tool may stay open, or a question unanswered'),
  stdout: z
    .strictObject({ enabled: enabled('write the lines to standard output') })
    .prefault({}),
  pipe: z
    .strictObject({
      enabled: enabled('write the lines to a named pipe'),
      path: socketOrPipePath('where the named pipe is [$XDG_RUNTIME_DIR/otel-ai-monitor.pipe]'),
    })
    .prefault({}),
  controlSocket: z
    .strictObject({
      enabled: enabled('serve watch, status and ack on a Unix socket'),
      path: socketOrPipePath('where the socket is [$XDG_RUNTIME_DIR/otel-ai-monitor/control.sock]'),
    })
    .prefault({}),
  notifications: z
    .strictObject({ enabled: enabled('desktop notifications') })
    .prefault({}),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least severe level that is logged'),
})

/** The resolved settings. Times are in milliseconds. */
export type Settings = Readonly<z.output<typeof settingsSchema>>
