// Follows the sessions' changes and brings each notice to the screen when it is due, and away when it is over.

import type { SessionChange, SessionView } from '../../domain/change.ts'
import { sessionKey } from '../../domain/session-key.ts'
import {
  emptyMemory,
  isQuietAt,
  type NoticeMemory,
  type NoticeRules,
  remember,
  rememberShown,
} from '../../domain/views/notice-rules.ts'
import type { Notice, NoticeKind } from '../../domain/views/notice.ts'
import { type Clock, timeOfDayMs, type Timer } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/log.ts'
import type { Answer, Carrier, Urgency } from './carrier.ts'

/** What a notice of one kind looks and sounds like. */
export interface Look {
  readonly urgency: Urgency
  readonly icon: string
  readonly sound: string
}

export interface NotifierOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly rules: NoticeRules
  readonly looks: Readonly<Record<NoticeKind, Look>>
  readonly carrier: Carrier
  readonly toAgentName: (agent: string) => string
  /** Asked just before: whether the person sees it anyway, or wants nothing now. Never rejects. */
  readonly isUnwanted: (session: SessionView) => Promise<boolean>
  /** Brings the session's terminal to the front. */
  readonly focus: (session: SessionView) => Promise<void>
  readonly acknowledge: (session: SessionView) => void
}

interface Entry {
  memory: NoticeMemory
  session: SessionView
  timer: Timer | undefined
  isBusy: boolean
  failures: number
}

const MAX_SESSIONS = 1000
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 60_000
/** Older news is given up where it could not be shown. */
const MAX_AGE_MS = 300_000

const toKey = ({ agent, id }: SessionView): string => sessionKey(agent, id)

/** One notification a session; all of its calls to the carrier come one after the other. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #entries = new Map<string, Entry>()
  #isFailing = false
  #isClosed = false
  #counts = { written: 0, dropped: 0, errors: 0 }

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** Returns at once and never throws. */
  change(changes: readonly SessionChange[]): void {
    if (this.#isClosed) return
    for (const change of changes) this.#take(change)
  }

  stats(): Readonly<{ written: number; dropped: number; errors: number }> {
    return { ...this.#counts }
  }

  /** What the person did with the notification of a session. */
  answer(key: string, answer: Answer): void {
    const session = this.#entries.get(key)?.session
    if (session === undefined || this.#isClosed) return
    if (answer === 'focus') void this.#options.focus(session)
    this.#options.acknowledge(session)
  }

  close(): void {
    this.#isClosed = true
    for (const { timer } of this.#entries.values()) timer?.cancel()
    this.#entries.clear()
  }

  #take(change: SessionChange): void {
    const { session } = change
    const entry = this.#entryOf(session)
    const { shown } = entry.memory
    const { rules, toAgentName } = this.#options
    entry.session = session
    entry.memory = remember(entry.memory, change, toAgentName(session.agent), rules)
    if (shown !== null && entry.memory.shown === null)
      void this.#options.carrier.withdraw(toKey(session))
    this.#schedule(entry)
    const { wanted, shown: left } = entry.memory
    if (session.state === 'expired' && wanted === null && left === null)
      this.#entries.delete(toKey(session))
  }

  #entryOf(session: SessionView): Entry {
    const key = toKey(session)
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry = { memory: emptyMemory, session, timer: undefined, isBusy: false, failures: 0 }
    this.#entries.set(key, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MAX_SESSIONS && oldest !== undefined) this.#forget(oldest)
    return entry
  }

  #forget(key: string): void {
    this.#entries.get(key)?.timer?.cancel()
    this.#entries.delete(key)
    void this.#options.carrier.withdraw(key)
  }

  #schedule(entry: Entry): void {
    entry.timer?.cancel()
    entry.timer = undefined
    if (entry.isBusy || entry.memory.wanted === null || this.#isClosed) return
    entry.timer = this.#options.clock.setTimer(entry.memory.dueMs, () => void this.#present(entry))
  }

  async #present(entry: Entry): Promise<void> {
    const { wanted } = entry.memory
    if (wanted === null) return
    entry.isBusy = true
    try {
      if (await this.#isUnwanted(entry.session)) this.#drop(entry, wanted)
      else if (entry.memory.wanted === wanted) await this.#show(entry, wanted)
    } catch (error) {
      if (!this.#isClosed) this.#fail(entry, wanted, error as Error)
    }
    entry.isBusy = false
    this.#schedule(entry)
  }

  async #isUnwanted(session: SessionView): Promise<boolean> {
    const { clock, rules, isUnwanted } = this.#options
    const time = new Date(timeOfDayMs(clock))
    if (isQuietAt(rules.quietHours, time.getHours() * 60 + time.getMinutes())) return true
    return isUnwanted(session)
  }

  async #show(entry: Entry, notice: Notice): Promise<void> {
    const { carrier, looks, clock } = this.#options
    const { title, body } = notice
    const key = toKey(entry.session)
    await carrier.show({ key, title, body, ...looks[notice.kind] })
    this.#counts.written++
    this.#isFailing = false
    entry.failures = 0
    const isOver = entry.memory.wanted !== notice
    entry.memory = rememberShown(entry.memory, notice, clock.now())
    if (!isOver) return
    entry.memory = { ...entry.memory, shown: null }
    await carrier.withdraw(key)
  }

  #drop(entry: Entry, notice: Notice): void {
    if (entry.memory.wanted === notice) entry.memory = { ...entry.memory, wanted: null }
  }

  /** Tried again for as long as it is news: the notification daemon may be starting. */
  #fail(entry: Entry, notice: Notice, { message }: Error): void {
    const { clock, log } = this.#options
    this.#counts.errors++
    if (!this.#isFailing)
      log.warn(
        `a notification could not be shown, and is tried again: ${message}; otel-ai-monitor doctor says what is missing`,
      )
    this.#isFailing = true
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** entry.failures++, MAX_RETRY_MS)
    const dueMs = clock.now() + waitMs
    if (dueMs - notice.sinceMs > MAX_AGE_MS) {
      this.#counts.dropped++
      this.#drop(entry, notice)
    } else if (entry.memory.wanted === notice) entry.memory = { ...entry.memory, dueMs }
  }
}
