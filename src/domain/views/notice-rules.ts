// When a notification is due: what keeps notices few, as pure functions of one session's past.

import type { SessionChange, SessionView } from '../change.ts'
import { type Notice, type NoticeKind, stillStands, toNotice } from './notice.ts'
import { toProject } from './wire.ts'

export interface NoticeRules {
  readonly kinds: Readonly<Record<NoticeKind, boolean>>
  /** Shorter turns complete without a notice. */
  readonly minTurnMs: number
  /** Between two notices of the same session. */
  readonly minIntervalMs: number
  readonly mutedAgents: readonly string[]
  /** Names, or directories (which begin with "/") with all below them. */
  readonly mutedProjects: readonly string[]
  readonly quietHours: QuietHours | null
}

/** Minutes of the day; `from` may be later than `to`, over midnight. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

/**
 * What is over sooner is no news: a hook answers a question in the person's place (50 ms seen), or a
 * prompt that had waited begins. Chosen, with room for hooks that take longer.
 */
const STANDS_MS = 300

/** What is remembered of one session. */
export interface NoticeMemory {
  readonly turnStartedMs: number | null
  /** To be shown once `dueMs` is there. */
  readonly wanted: Notice | null
  readonly dueMs: number
  /** On the screen, as far as is known. */
  readonly shown: Notice | null
  readonly shownMs: number
}

export const emptyMemory: NoticeMemory = {
  turnStartedMs: null,
  wanted: null,
  dueMs: 0,
  shown: null,
  shownMs: Number.NEGATIVE_INFINITY,
}

/**
 * Takes in a change. Where `shown` turns null by it, the notification is to be
 * withdrawn; where `wanted` is set, it is to be shown at `dueMs` and not before.
 */
export function remember(
  memory: NoticeMemory,
  change: SessionChange,
  agentName: string,
  rules: NoticeRules,
): NoticeMemory {
  if (change.kind === 'seen') return forgetNotices(memory)
  if (change.kind !== 'state') return memory
  const { session } = change
  const turnStartedMs = toTurnStart(memory, change)
  const stands = (notice: Notice | null) =>
    notice !== null && stillStands(notice, session) ? notice : null
  const kept = {
    ...memory,
    turnStartedMs,
    shown: stands(memory.shown),
    wanted: stands(memory.wanted),
  }
  const notice = toNotice(session, agentName)
  if (notice === null || !isWanted(notice, session, turnStartedMs, rules)) return kept
  if (isSameOccasion(kept.shown, notice)) return { ...kept, shown: notice }
  // Being shown at this moment, perhaps: it must stay the same object.
  if (isSameOccasion(kept.wanted, notice) && kept.wanted?.body === notice.body) return kept
  return {
    ...kept,
    wanted: notice,
    dueMs: Math.max(change.atMs + STANDS_MS, memory.shownMs + rules.minIntervalMs),
  }
}

/** The person is at the terminal: nothing needs to be shown, and the next news is told without delay. */
const forgetNotices = (memory: NoticeMemory): NoticeMemory => ({
  ...emptyMemory,
  turnStartedMs: memory.turnStartedMs,
})

/** @param nowMs when it came on the screen */
export function rememberShown(memory: NoticeMemory, notice: Notice, nowMs: number): NoticeMemory {
  const wanted = memory.wanted === notice ? null : memory.wanted
  return { ...memory, wanted, shown: notice, shownMs: nowMs }
}

/** Whether nothing is to be shown at that minute of the day. */
export function isQuietAt(hours: QuietHours | null, minute: number): boolean {
  if (hours === null) return false
  const { from, to } = hours
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to
}

/** @param text `HH:MM-HH:MM` @returns null where it is not of that form */
export function parseQuietHours(text: string): QuietHours | null {
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (parts === null) return null
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.slice(1).map(Number)
  return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
}

const isActive = (state: string | undefined): boolean => state === 'working' || state === 'waiting'

/** A completion that is taken back belongs to the turn that goes on. */
function toTurnStart(memory: NoticeMemory, change: SessionChange): number | null {
  const { session, previous, corrects } = change
  if (!isActive(session.state)) return memory.turnStartedMs
  const goesOn = isActive(previous?.state) || corrects !== null
  return (goesOn ? memory.turnStartedMs : null) ?? session.sinceMs
}

function isWanted(
  notice: Notice,
  session: SessionView,
  turnStartedMs: number | null,
  rules: NoticeRules,
): boolean {
  if (!rules.kinds[notice.kind] || isMuted(session, rules)) return false
  if (notice.kind !== 'completed') return true
  // A turn that was never seen at work came and went in one delivery.
  return session.sinceMs - (turnStartedMs ?? session.sinceMs) >= rules.minTurnMs
}

function isMuted(session: SessionView, rules: NoticeRules): boolean {
  const project = toProject(session.about)
  const isIn = (directory: string) =>
    `${session.about.cwd ?? ''}/`.startsWith(`${directory.replace(/\/+$/, '')}/`)
  return (
    rules.mutedAgents.includes(session.agent) ||
    rules.mutedProjects.some((entry) => (entry.startsWith('/') ? isIn(entry) : entry === project))
  )
}

/** A question whose subject becomes known later, or a completion confirmed, is no news. */
function isSameOccasion(shown: Notice | null, notice: Notice): boolean {
  if (shown === null || shown.kind !== notice.kind || shown.sinceMs !== notice.sinceMs) return false
  return shown.subject === '' || shown.subject === notice.subject
}
