// Desktop notifications: when a session is done, waits or failed, with one click that leads to its terminal.

import { parseQuietHours, type NoticeRules } from '../domain/views/notice-rules.ts'
import { isDoNotDisturb } from '../host/do-not-disturb.ts'
import { createFocuser, type Focuser } from '../host/focus/focuser.ts'
import { createLogLimiter } from '../runtime/log.ts'
import type { SinkContext } from './context.ts'
import { openCarrier } from './notification/carriers.ts'
import { type Look, Notifier } from './notification/notifier.ts'
import type { notificationOptions } from './notification/options.ts'
import type { ChangeSink } from './sink.ts'
import type { z } from 'zod'
import type { SessionView } from '../domain/change.ts'

type Options = z.output<typeof notificationOptions>

const LOG_INTERVAL_MS = 3_600_000

export interface NotificationContext extends Pick<SinkContext, 'clock' | 'log' | 'acknowledge'> {
  /** `claude-code` → `Claude Code`. */
  readonly toAgentName: (agent: string) => string
  /** The session's process on this machine, null where it is not known. */
  readonly toPid: (session: SessionView) => number | null
  /** For tests; the desktop's own otherwise. */
  readonly focuser?: Focuser
  readonly env?: NodeJS.ProcessEnv
}

/** Opens without a desktop too: one may come later. */
export async function openNotification(
  given: Options,
  context: NotificationContext,
): Promise<ChangeSink> {
  const { clock, log, acknowledge, toAgentName, toPid, env = process.env } = context
  const focuser = context.focuser ?? createFocuser({ env })
  const carrier = openCarrier(given.via, env, (key, answer) => notifier.answer(key, answer))
  const notifier: Notifier = new Notifier({
    clock,
    log,
    carrier,
    toAgentName,
    rules: toRules(given),
    looks: toLooks(given),
    isUnwanted: createCheck(given, context, focuser),
    acknowledge: ({ id, agent }) => void acknowledge({ session_id: id, tool: agent }),
    async focus(session) {
      const pid = toPid(session)
      const focusing =
        pid === null ? Promise.reject(new Error('its process is not known')) : focuser.focus(pid)
      await focusing.catch(({ message }: Error) =>
        log.warn(`cannot focus the terminal: ${message}`),
      )
    },
  })
  return {
    id: 'notification',
    change: (changes) => notifier.change(changes),
    stats: () => ({ ...notifier.stats(), readers: null }),
    async [Symbol.asyncDispose]() {
      notifier.close()
      await carrier[Symbol.asyncDispose]()
    },
  }
}

/** What keeps a notification back that would be due: eyes on the terminal, or the wish to be left alone. */
function createCheck(given: Options, { toPid, log, clock }: NotificationContext, focuser: Focuser) {
  const limit = createLogLimiter(clock)
  const [program, ...args] = given.doNotDisturb
  return async (session: SessionView): Promise<boolean> => {
    const pid = toPid(session)
    if (!given.evenIfFocused && pid !== null && (await focuser.hasFocus(pid))) return true
    if (program === undefined) return false
    return isDoNotDisturb([program, ...args]).catch(({ message }: Error) => {
      limit('do-not-disturb', LOG_INTERVAL_MS, () =>
        log.warn(`the do-not-disturb command fails: ${message}`),
      )
      return false
    })
  }
}

function toRules(given: Options): NoticeRules {
  const { completed, waiting, error, minTurnMs, minIntervalMs, mutedAgents, mutedProjects } = given
  const quietHours = parseQuietHours(given.quietHours ?? '')
  const kinds = { completed, waiting, error }
  return { kinds, minTurnMs, minIntervalMs, mutedAgents, mutedProjects, quietHours }
}

/** A question stays on the screen until it is answered, and leaves by itself then. */
const toLooks = (given: Options): Readonly<Record<'completed' | 'waiting' | 'error', Look>> => ({
  completed: { urgency: 'normal', icon: 'dialog-information', sound: given.completedSound },
  waiting: { urgency: 'critical', icon: 'dialog-question', sound: given.waitingSound },
  error: { urgency: 'normal', icon: 'dialog-error', sound: given.errorSound },
})
