// Totals on disk, of days and of sessions: counted from every change, kept over restarts of the daemon, and never worth a failure.

import type { Remembered } from './domain/sessions/register.ts'
import { createDayLedger } from './domain/views/today.ts'
import { toWireToday, type WireToday } from './domain/views/wire.ts'
import { dirname, join } from 'node:path'
import type { SessionChange } from './domain/change.ts'
import { type Clock, timeOfDayMs, type Timer } from './runtime/clock.ts'
import { createLogLimiter, type Logger } from './runtime/log.ts'
import { makeDirs } from './runtime/make-dirs.ts'
import { readPrivateText, replaceFile } from './runtime/private-file.ts'
import { type Kept, keptSchema } from './totals-file/kept.ts'

/** Its disposal writes what is not on disk yet. */
export interface TotalsFile extends AsyncDisposable {
  /** Sessions of earlier runs. */
  readonly past: readonly Remembered[]
  /** Counts what the sessions used since it saw them last. */
  note(changes: readonly SessionChange[]): void
  /** As of now. */
  today(): WireToday
}

export interface TotalsFileOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly stateDir: string
  /** What of its sessions a later run goes on from. */
  readonly remembered: () => readonly Remembered[]
}

const MAX_BYTES = 4 * 1024 * 1024
const WRITE_DELAY_MS = 5000
/** After a failure: a full disk does not get emptier by trying. */
const RETRY_DELAY_MS = 60_000
const LOG_INTERVAL_MS = 3_600_000

/** Begins with what the file holds; where that cannot be used, it logs why and begins anew. */
export async function openTotalsFile({
  clock,
  log,
  stateDir,
  remembered,
}: TotalsFileOptions): Promise<TotalsFile> {
  const path = join(stateDir, 'today.json')
  const limit = createLogLimiter(clock)
  const { days: pastDays, sessions: past } = await readKept(path, log)
  const days = createDayLedger(pastDays, past)
  let timer: Timer | undefined
  let isChanged = false
  let writing: Promise<void> = Promise.resolve()

  const today = (): string => toLocalDay(new Date(timeOfDayMs(clock)))

  function toText(): string {
    const kept: Kept = { version: 1, days: days.days(), sessions: [...remembered()] }
    return JSON.stringify(kept)
  }

  async function write(): Promise<void> {
    timer = undefined
    if (!isChanged) return
    isChanged = false
    try {
      await makeDirs(dirname(path))
      await replaceFile(path, toText())
    } catch (error) {
      isChanged = true
      limit('today', LOG_INTERVAL_MS, () =>
        log.warn(
          `today's totals cannot be kept in ${path}; counting goes on: ${(error as Error).message}`,
        ),
      )
    }
  }

  function schedule(delayMs: number): void {
    timer ??= clock.setTimer(clock.now() + delayMs, () => {
      // One after the other, however long the disk takes: they share a temporary file.
      writing = writing.then(write).then(() => (isChanged ? schedule(RETRY_DELAY_MS) : undefined))
    })
  }

  return {
    past,
    note(changes) {
      const day = today()
      for (const [index, { session }] of changes.entries()) {
        // Totals only grow: of changes in a row, the last one tells all.
        const next = changes[index + 1]?.session
        if (next?.id === session.id && next.agent === session.agent) continue
        if (days.count(session, day)) isChanged = true
      }
      if (isChanged) schedule(WRITE_DELAY_MS)
    },
    today() {
      const day = today()
      return toWireToday(day, days.of(day))
    },
    async [Symbol.asyncDispose]() {
      await writing
      timer?.cancel()
      await write()
    },
  }
}

async function readKept(path: string, log: Logger): Promise<Pick<Kept, 'days' | 'sessions'>> {
  try {
    return keptSchema.parse(JSON.parse((await readPrivateText(path, MAX_BYTES)) ?? ''))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === undefined ? 'is damaged or of another version' : `cannot be read (${code})`
    if (code !== 'ENOENT') log.warn(`${path} ${why}: today's totals begin anew`)
    return { days: {}, sessions: [] }
  }
}

/** The calendar day where this machine is. */
function toLocalDay(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`
}
