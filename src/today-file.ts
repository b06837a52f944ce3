// Today's totals on disk: counted from every change, kept over restarts of the daemon, and never worth a failure.

import { createDayLedger, type DayLedgerState } from './domain/views/today.ts'
import { toWireToday, type WireToday } from './domain/views/wire.ts'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { SessionChange } from './domain/change.ts'
import { type Clock, timeOfDayMs, type Timer } from './runtime/clock.ts'
import { createLogLimiter, type Logger } from './runtime/log.ts'
import { makeDirs } from './runtime/make-dirs.ts'
import { readPrivateText, replaceFile } from './runtime/private-file.ts'

/** Its disposal writes what is not on disk yet. */
export interface TodayFile extends AsyncDisposable {
  /** Counts what the sessions used since it saw them last. */
  note(changes: readonly SessionChange[]): void
  /** As of now. */
  today(): WireToday
}

export interface TodayFileOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly stateDir: string
}

const MAX_BYTES = 1024 * 1024
const WRITE_DELAY_MS = 5000
/** After a failure: a full disk does not get emptier by trying. */
const RETRY_DELAY_MS = 60_000
const LOG_INTERVAL_MS = 3_600_000

const amount = z.number().nonnegative()
const totals = z.object({
  input: amount,
  output: amount,
  cached: amount,
  costUsd: amount.nullable(),
  turns: z.int().nonnegative(),
})
const schema = z.object({
  version: z.literal(1),
  days: z.record(z.string(), totals),
  sessions: z.array(totals.extend({ key: z.string() })),
})

/** Begins with what the file holds; where that cannot be used, it logs why and begins anew. */
export async function openTodayFile({
  clock,
  log,
  stateDir,
}: TodayFileOptions): Promise<TodayFile> {
  const path = join(stateDir, 'today.json')
  const limit = createLogLimiter(clock)
  const days = createDayLedger(await readState(path, log))
  let timer: Timer | undefined
  let isChanged = false
  let writing: Promise<void> = Promise.resolve()

  const today = (): string => toLocalDay(new Date(timeOfDayMs(clock)))

  async function write(): Promise<void> {
    timer = undefined
    if (!isChanged) return
    isChanged = false
    try {
      await makeDirs(dirname(path))
      await replaceFile(path, JSON.stringify({ version: 1, ...days.state() }))
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

async function readState(path: string, log: Logger): Promise<DayLedgerState | undefined> {
  try {
    return schema.parse(JSON.parse((await readPrivateText(path, MAX_BYTES)) ?? ''))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const why = code === undefined ? 'is damaged or of another version' : `cannot be read (${code})`
    log.warn(`${path} ${why}: today's totals begin anew`)
    return undefined
  }
}

/** The calendar day where this machine is. */
function toLocalDay(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`
}
