// The sessions on a clock: takes in decoded batches, keeps the one timer, hands on what changed.

import type { SessionChange, SessionView } from './domain/change.ts'
import type { AgentEvent } from './domain/event.ts'
import { createSessions } from './domain/sessions.ts'
import type { Remembered } from './domain/sessions/register.ts'
import type { Tuning } from './domain/tuning.ts'
import { createInterpreter, type Batch } from './interpret/interpret.ts'
import type { Clock, Timer } from './runtime/clock.ts'
import { createToSteady } from './runtime/steady-time.ts'

export interface TrackerOptions {
  readonly tuning: Tuning
  readonly clock: Clock
  /** Of earlier runs of the daemon. */
  readonly past?: readonly Remembered[]
  /** Called with every group of changes, in order; never with an empty one. */
  readonly onChanges: (changes: readonly SessionChange[]) => void
  /** Sees what the telemetry was taken to say, before it changes anything. */
  readonly onEvents?: (events: readonly AgentEvent[]) => void
}

export interface Tracker extends Disposable {
  /** Takes in telemetry. */
  takeRecords(batch: Batch): void
  /** Takes in events that did not come as telemetry. `onEvents` does not see them. */
  takeEvents(events: readonly AgentEvent[]): void
  /** @returns how many sessions went from completed to idle */
  acknowledge(matches: (session: SessionView) => boolean): number
  list(): SessionView[]
  /** What a later run of the daemon goes on from. */
  remembered(): readonly Remembered[]
}

/** @param options its clock is the machine's in the daemon, and a virtual one in replay */
export function createTracker(options: TrackerOptions): Tracker {
  const { tuning, clock, past, onChanges, onEvents } = options
  const toSteady = createToSteady(clock)
  const interpreter = createInterpreter(toSteady)
  const sessions = createSessions(tuning, past)
  let timer: Timer | undefined
  let dueMs = Number.POSITIVE_INFINITY

  function handOn(changes: readonly SessionChange[]): void {
    if (changes.length > 0) onChanges(changes)
    arm()
  }

  /** A timer that is due too early is left: it finds nothing to do, and is then set for the next deadline. */
  function arm(): void {
    const nextMs = sessions.nextDeadline()
    if (nextMs >= dueMs) return
    timer?.cancel()
    dueMs = nextMs
    timer = clock.setTimer(nextMs, () => {
      dueMs = Number.POSITIVE_INFINITY
      handOn(sessions.sweep(clock.now()))
    })
  }

  return {
    takeRecords(batch) {
      const events = interpreter.interpret(batch)
      onEvents?.(events)
      handOn(sessions.apply(events))
    },
    takeEvents(events) {
      const steady = events.map((event) => {
        const timeMs = toSteady(event.timeMs, event.arrivalMs)
        return timeMs === event.timeMs ? event : { ...event, timeMs }
      })
      handOn(sessions.apply(steady))
    },
    acknowledge(matches) {
      const changes = sessions.acknowledge(matches, clock.now())
      handOn(changes)
      return changes.length
    },
    list: () => sessions.list(),
    remembered: () => sessions.remembered(),
    [Symbol.dispose]: () => timer?.cancel(),
  }
}
