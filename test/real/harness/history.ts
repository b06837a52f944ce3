// What a consumer saw of one session: every change of its state, from the lines alone.

import type { Line } from '../../e2e/program.ts'
import type { TimedLine } from './daemon.ts'

/** What one line said of a session. */
export interface Account {
  /** Unix ms of the line's arrival. */
  readonly atMs: number
  readonly state: string
  readonly outcome: string | null
  readonly reason: string
  readonly confidence: string
}

/** One state, as long as it was shown; later accounts know better how or why. */
export interface Shown {
  readonly state: string
  readonly atMs: number
  readonly accounts: readonly [Account, ...Account[]]
}

/** Every session that any line knows, in the order in which they came up. */
export function sessionIds(lines: readonly TimedLine[]): readonly string[] {
  const all = lines.flatMap(({ line }) => [
    ...(line['type'] === 'session_update' ? [line['session_id']] : []),
    ...line.sessions.map((session) => session['session_id']),
  ])
  return [...new Set(all as string[])]
}

/** A session as a line tells it; undefined where the line does not know it. */
function sessionIn(line: Line, id: string): Record<string, unknown> | undefined {
  if (line['type'] === 'session_update' && line['session_id'] === id) return line
  return line.sessions.find((session) => session['session_id'] === id)
}

const gone = { state: 'expired', outcome: null, reason: 'gone', confidence: 'exact' }

export function historyOf(lines: readonly TimedLine[], id: string): readonly Shown[] {
  const history: (Shown & { accounts: [Account, ...Account[]] })[] = []
  for (const { atMs, line } of lines) {
    const session = sessionIn(line, id)
    const last = history.at(-1)
    if (!session && !last) continue
    // A daemon that has started anew knows the session no more.
    const account = { atMs, ...(session ? accountOf(session) : gone) }
    if (!last || last.state !== account.state)
      history.push({ state: account.state, atMs, accounts: [account] })
    else if (session && !isSame(last.accounts.at(-1)!, account)) last.accounts.push(account)
  }
  return history
}

const fields = ['state', 'outcome', 'reason', 'confidence'] as const

const accountOf = (session: Record<string, unknown>): Omit<Account, 'atMs'> =>
  Object.fromEntries(fields.map((field) => [field, session[field] ?? null])) as never

const isSame = (a: Account, b: Account): boolean => fields.every((field) => a[field] === b[field])
