// A session, its times and its counts in words for people.

import type { BoardSession } from './board.ts'
import { fitText } from './display-text.ts'

const MAX_NAME_WIDTH = 32
const MAX_REASON_WIDTH = 40

/** How it is shown: a state, or `failed` for a turn that ended with an error. */
export type Look = 'waiting' | 'working' | 'completed' | 'failed' | 'idle' | 'none' | 'disconnected'

/** @param session undefined where there is none */
export function toLook(session: BoardSession | undefined): Look {
  if (session === undefined || session.state === 'expired') return 'none'
  return session.state === 'completed' && session.outcome === 'error' ? 'failed' : session.state
}

/** The project, or the agent where none is known. */
export function toName(session: BoardSession): string {
  return fitText(session.project ?? '', MAX_NAME_WIDTH) || fitText(session.tool, MAX_NAME_WIDTH)
}

/** `tool_running:Bash` → `tool running: Bash`. */
export function toReasonText({ reason }: BoardSession): string {
  const [kind = '', ...detail] = reason.split(':')
  const words = [kind.replaceAll('_', ' '), detail.join(':')].filter(Boolean)
  return fitText(words.join(': '), MAX_REASON_WIDTH)
}

/** `waiting`, or `completed (error)` where it did not end well. */
export function toStateText(session: BoardSession): string {
  const outcome =
    session.outcome === null || session.outcome === 'ok' ? '' : ` (${session.outcome})`
  return fitText(`${session.state}${outcome}`, MAX_NAME_WIDTH)
}

const UNITS: readonly [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
]

/** Its two largest units: `45s`, `2m 05s`, `1h 04m`, `3d 2h`. */
export function toDurationText(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds))
  const parts: string[] = []
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size)
    rest %= size
    if (parts.length === 0 && count === 0 && size > 1) continue
    parts.push(`${parts.length > 0 && size < 3600 ? String(count).padStart(2, '0') : count}${name}`)
  }
  return parts.slice(0, 2).join(' ')
}

/** `1 session`, `2 sessions`. @param noun whose plural ends in s */
export const toCounted = (amount: number, noun: string): string =>
  `${amount} ${noun}${amount === 1 ? '' : 's'}`

/** `999`, `12.3k`, `4.6M`, `1.2B`. */
export function toCountText(count: number): string {
  if (count < 1000) return String(count)
  if (count >= 999_950_000) return `${(count / 1_000_000_000).toFixed(1)}B`
  const [value, unit] = count < 999_950 ? [count / 1000, 'k'] : [count / 1_000_000, 'M']
  return `${value.toFixed(1)}${unit}`
}

/** Local time of day, `HH:MM:SS`. @param seconds Unix seconds */
export function toTimeText(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return '--:--:--'
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
