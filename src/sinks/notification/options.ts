// The options of notifications, apart from what sends them: commands load them with the settings.

import { z } from 'zod'
import { parseQuietHours } from '../../domain/views/notice-rules.ts'

const toggle = (description: string) => z.boolean().default(true).describe(description)
const names = (description: string) => z.array(z.string().min(1)).default([]).describe(description)
const sound = (name: string, kind: string) =>
  z
    .string()
    .default(name)
    .describe(`sound of ${kind}, by its name in the sound theme; empty for none`)
const delayMs = (defaultMs: number, description: string) =>
  z.number().nonnegative().max(86_400_000).default(defaultMs).describe(description)

export const notificationOptions = z.strictObject({
  completed: toggle('notify when a turn has completed'),
  waiting: toggle('notify when a session waits for an answer or a permission'),
  error: toggle('notify when a turn was ended by an error'),
  evenIfFocused: z.boolean().default(false).describe('notify although the terminal has the focus'),
  minTurnMs: delayMs(10_000, 'turns that took less complete without a notification'),
  minIntervalMs: delayMs(30_000, 'least time between two notifications of one session'),
  mutedAgents: names('agents that never notify').meta({ placeholder: 'AGENT' }),
  mutedProjects: names('projects that never notify, by name or directory').meta({
    placeholder: 'PROJECT',
  }),
  quietHours: z
    .string()
    .refine((text) => parseQuietHours(text) !== null, 'must look like 22:00-07:00')
    .optional()
    .describe('time of day without notifications, such as 22:00-07:00'),
  doNotDisturb: z
    .array(z.string())
    .default([])
    .describe('command that keeps notifications back when it succeeds without printing "false"')
    .meta({ placeholder: 'WORD' }),
  completedSound: sound('complete', 'a completed turn'),
  waitingSound: sound('dialog-question', 'a session that waits'),
  errorSound: sound('dialog-error', 'an error'),
  via: z
    .enum(['auto', 'dbus', 'notify-send', 'node-notifier'])
    .default('auto')
    .describe('how notifications get on the screen'),
})
