// A sink's surroundings for tests: real clock, real files in a private directory, a snapshot that can be changed.

import { pino } from 'pino'
import { type Clock, systemClock } from '../../src/runtime/clock.ts'
import { toAppPaths } from '../../src/runtime/paths.ts'
import type { AckQuery, SinkContext } from '../../src/sinks/context.ts'
import { makeTempDir } from '../temp-dir.ts'

/** The machine's clock, and the waits that were asked of it, in milliseconds: a busy machine makes none of them longer. */
export interface NotingClock extends Clock {
  readonly waitsMs: number[]
}

export function createNotingClock(): NotingClock {
  const waitsMs: number[] = []
  return {
    ...systemClock,
    waitsMs,
    setTimer(atMs, fn) {
      waitsMs.push(atMs - systemClock.now())
      return systemClock.setTimer(atMs, fn)
    },
  }
}

export interface TestContext extends SinkContext {
  readonly dir: string
  /** Messages logged so far, each a JSON line. */
  readonly logged: string[]
  readonly acks: AckQuery[]
  snapshot: object
}

export function createTestContext(clock: Clock = systemClock): TestContext {
  const dir = makeTempDir()
  const logged: string[] = []
  const acks: AckQuery[] = []
  return {
    dir,
    logged,
    acks,
    clock,
    log: pino({ base: null }, { write: (line: string) => void logged.push(line) }),
    paths: toAppPaths({ XDG_RUNTIME_DIR: dir }, process.getuid?.() ?? 0, dir),
    version: '1.2.3',
    snapshot: { type: 'session_list', sessions: [] },
    snapshotLine() {
      return `${JSON.stringify(this.snapshot)}\n`
    },
    health: () => ({ status: 'ok' }),
    acknowledge(query) {
      acks.push(query)
      return acks.length
    },
  }
}

/** Lines like the program's: `{"n":from}` … `{"n":to-1}`, each padded to about `sizeBytes`. */
export function numberedLines(from: number, to: number, sizeBytes = 0): string[] {
  return Array.from(
    { length: to - from },
    (_, i) => `${JSON.stringify({ n: from + i, pad: 'x'.repeat(sizeBytes) })}\n`,
  )
}
