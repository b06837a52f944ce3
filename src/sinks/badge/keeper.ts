// Follows the sessions' changes and keeps each window's badge file as they say, whatever the disk does.

import type { SessionChange, SessionView } from '../../domain/change.ts'
import { sessionKey } from '../../domain/session-key.ts'
import { type BadgeSession, toBadge, toBadgeSession } from '../../domain/views/badge.ts'
import { createProc, type ProcessId } from '../../host/proc.ts'
import type { ProcessWatch } from '../../host/process-watch.ts'
import { type Clock, timeOfDayMs, type Timer } from '../../runtime/clock.ts'
import { createLogLimiter, type Logger } from '../../runtime/log.ts'
import { BadgeFiles } from './badge-files.ts'
import { type BadgeRecord, type RecordedSession, writeRecord } from './record.ts'

export interface KeeperOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly directory: string
  readonly recordPath: string
  /** What an earlier run left. */
  readonly record: BadgeRecord
  readonly watch: Pick<ProcessWatch, 'watchExit'>
  /** The session's process on this machine, null where it is not known. */
  readonly toPid: (session: SessionView) => number | null
  /** Silence after which a session is no longer believed to be working. */
  readonly silenceMs: number
}

interface Entry {
  readonly session: BadgeSession
  readonly process: ProcessId | undefined
}

/** A session of an earlier run, until it is heard of, or known to be over. */
interface Adopted {
  readonly process: ProcessId
  readonly exit: Disposable
  readonly timer: Timer | undefined
}

const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 60_000
const LOG_INTERVAL_MS = 600_000

/** One file is written at a time; what fails is tried again at growing intervals. */
export class BadgeKeeper {
  readonly #options: KeeperOptions
  readonly #proc = createProc()
  readonly #files: BadgeFiles
  readonly #limit
  readonly #entries = new Map<string, Entry>()
  readonly #adopted = new Map<string, Adopted>()
  /** Windows whose file may not be as it should. */
  readonly #due = new Set<number>()
  /** Those whose last try failed. */
  readonly #failed = new Set<number>()
  #isRecordDue = false
  #running: Promise<void> | undefined
  #retry: Timer | undefined
  #retryMs = FIRST_RETRY_MS
  #isClosed = false
  #counts = { written: 0, dropped: 0, errors: 0 }

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#limit = createLogLimiter(options.clock)
    this.#files = new BadgeFiles(options.directory, options.record.written)
    for (const recorded of options.record.sessions) this.#adopt(recorded)
    for (const windowId of options.record.written.keys()) this.#due.add(windowId)
    this.#run()
  }

  /** Returns at once and never throws. */
  change(changes: readonly SessionChange[]): void {
    if (this.#isClosed) return
    for (const change of changes) this.#take(change)
    this.#run()
  }

  stats(): Readonly<{ written: number; dropped: number; errors: number }> {
    return { ...this.#counts }
  }

  /** Removes the files; what a successor has to know of the sessions stays in the record. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#retry?.cancel()
    for (const key of this.#adopted.keys()) this.#release(key)
    await this.#running
    for (const windowId of this.#files.written.keys())
      await this.#attempt(() => this.#files.remove(windowId))
    await this.#attempt(() => this.#writeRecord())
  }

  #take(change: SessionChange): void {
    const { session } = change
    const key = sessionKey(session.agent, session.id)
    const before = this.#entries.get(key)
    const { clock, toPid } = this.#options
    const next = toBadgeSession(before?.session, change, clock.wallOffsetMs())
    this.#release(key)
    if (next === null) return this.#drop(key)
    const pid = toPid(session)
    if (pid !== null) this.#supersede(pid, key)
    const process = before?.process?.pid === pid ? before?.process : this.#identify(pid)
    if (before && isSame(before.session, next) && before.process === process) return
    this.#entries.set(key, { session: next, process })
    this.#touch(before?.session.windowId)
    this.#touch(next.windowId)
  }

  #identify(pid: number | null): ProcessId | undefined {
    return pid === null ? undefined : this.#proc.identify(pid)
  }

  #adopt({ session, process }: RecordedSession): void {
    const { clock, watch, silenceMs } = this.#options
    if (this.#proc.existence(process) === 'ended') return
    const over = () => {
      if (!this.#adopted.has(session.key)) return
      this.#release(session.key)
      this.#drop(session.key)
      this.#run()
    }
    // Its turn may have ended while no daemon ran, and nothing will tell.
    const isStale = session.state === 'working'
    const timer = isStale ? clock.setTimer(clock.now() + silenceMs, over) : undefined
    this.#entries.set(session.key, { session, process })
    this.#adopted.set(session.key, { process, exit: watch.watchExit(process, over), timer })
    this.#touch(session.windowId)
  }

  /** A process has one session at a time: another one that was adopted for it has ended. */
  #supersede(pid: number, key: string): void {
    for (const [other, { process }] of this.#adopted) {
      if (process.pid !== pid || other === key) continue
      this.#release(other)
      this.#drop(other)
    }
  }

  #release(key: string): void {
    const adopted = this.#adopted.get(key)
    this.#adopted.delete(key)
    adopted?.timer?.cancel()
    adopted?.exit[Symbol.dispose]()
  }

  #drop(key: string): void {
    this.#touch(this.#entries.get(key)?.session.windowId)
    this.#entries.delete(key)
  }

  /** The record, too, holds only sessions whose window is known. */
  #touch(windowId: number | null | undefined): void {
    if (windowId === null || windowId === undefined) return
    this.#isRecordDue = true
    this.#due.add(windowId)
  }

  /** One file after the other, never on the caller's time. */
  #run(): void {
    if (this.#running || this.#isClosed || (this.#due.size === 0 && !this.#isRecordDue)) return
    this.#running = this.#work().finally(() => {
      this.#running = undefined
      this.#run()
    })
  }

  async #work(): Promise<void> {
    await Promise.resolve()
    for (const windowId of this.#due) {
      this.#due.delete(windowId)
      if (this.#isClosed) return
      if (await this.#attempt(() => this.#settle(windowId))) this.#failed.delete(windowId)
      else this.#failed.add(windowId)
    }
    const isKept = !this.#isRecordDue || (await this.#attempt(() => this.#writeRecord()))
    if (isKept && this.#failed.size === 0) this.#retryMs = FIRST_RETRY_MS
    else this.#retryLater()
  }

  async #settle(windowId: number): Promise<void> {
    const { clock } = this.#options
    const timestamp = Math.round(timeOfDayMs(clock)) / 1000
    const sessions = [...this.#entries.values()].map(({ session }) => session)
    const badge = toBadge(windowId, sessions, timestamp)
    if (badge === undefined) return this.#files.remove(windowId)
    if (await this.#files.put(badge, () => this.#writeRecord())) this.#counts.written++
  }

  async #writeRecord(): Promise<void> {
    this.#isRecordDue = false
    const sessions = [...this.#entries.values()].flatMap(({ session, process }) =>
      process === undefined || session.windowId === null ? [] : [{ session, process }],
    )
    await writeRecord(this.#options.recordPath, { sessions, written: this.#files.written })
  }

  /** @returns whether it went well */
  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      this.#counts.errors++
      const { message } = error as Error
      this.#limit('badge', LOG_INTERVAL_MS, () =>
        this.#options.log.warn(`a badge file could not be written, and is tried again: ${message}`),
      )
      return false
    }
  }

  #retryLater(): void {
    if (this.#retry || this.#isClosed) return
    const { clock } = this.#options
    this.#retry = clock.setTimer(clock.now() + this.#retryMs, () => {
      this.#retry = undefined
      for (const windowId of this.#failed) this.#due.add(windowId)
      // Whether the record failed too is not remembered.
      this.#isRecordDue = true
      this.#run()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }
}

const isSame = (a: BadgeSession, b: BadgeSession): boolean =>
  (Object.keys(a) as (keyof BadgeSession)[]).every((field) => a[field] === b[field])
