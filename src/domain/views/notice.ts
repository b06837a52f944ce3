// Which change of a session deserves a notification, and in which words.

import type { SessionView } from '../change.ts'
import { toLabel } from './label.ts'
import { toProject } from './wire.ts'

export type NoticeKind = 'completed' | 'waiting' | 'error'

/** What to tell the person about one session, as plain text on one line each. */
export interface Notice {
  readonly kind: NoticeKind
  readonly title: string
  readonly body: string
  /** What is waited for, '' where that is not known. */
  readonly subject: string
  /** When the session entered the state this is about: tells one occasion from the next. */
  readonly sinceMs: number
}

/** @returns null where there is nothing to tell: a person who interrupts or refuses knows it */
function toNoticeKind({ state, outcome }: SessionView): NoticeKind | null {
  if (state === 'waiting') return 'waiting'
  if (state !== 'completed') return null
  if (outcome === 'error') return 'error'
  return outcome === 'ok' || outcome === null ? 'completed' : null
}

/** @param agentName the agent as people call it, e.g. "Claude Code" */
export function toNotice(session: SessionView, agentName: string): Notice | null {
  const kind = toNoticeKind(session)
  if (kind === null) return null
  const project = toLabel(toProject(session.about) ?? '')
  const subject = kind === 'waiting' ? toSubject(session.reason) : ''
  const words = toWords(kind, session.reason, subject)
  return {
    kind,
    title: `${toLabel(agentName)} ${TITLES[kind]}`,
    body: project === '' ? words : `${words} in ${project}`,
    subject,
    sinceMs: session.sinceMs,
  }
}

const TITLES: Readonly<Record<NoticeKind, string>> = {
  completed: 'Ready',
  waiting: 'Waiting',
  error: 'Failed',
}

/** `permission:Bash` → `Bash`. */
const toSubject = (reason: string): string => toLabel(reason.split(':').slice(1).join(':'))

function toWords(kind: NoticeKind, reason: string, subject: string): string {
  if (kind === 'completed') return 'Task completed'
  if (kind === 'error') return 'Stopped by an error'
  const what = toLabel(reason.replace(/:.*/s, '').replaceAll('_', ' ')) || 'an answer'
  return subject === '' ? `Waits for ${what}` : `${subject}: ${what}`
}

/** Whether what the notice says is still so. It outlives the session's fading to idle: nobody has seen it yet. */
export function stillStands(notice: Notice, session: SessionView): boolean {
  if (toNoticeKind(session) === notice.kind) return true
  if (notice.kind === 'waiting') return false
  const { state, reason } = session
  return (
    (state === 'idle' && reason === 'completed_timeout') ||
    (state === 'expired' && reason === 'timeout')
  )
}
