// The named pipe under test, with its surroundings.

import type { Clock, VirtualClock } from '../../src/runtime/clock.ts'
import { openNamedPipe } from '../../src/sinks/named-pipe.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { until } from '../until.ts'
import { createTestContext, type TestContext } from './support.ts'

/** A pipe of its own in a private directory. */
export async function openPipe(
  clock?: Clock,
): Promise<{ sink: LineSink; path: string; context: TestContext } & AsyncDisposable> {
  const context = createTestContext(clock)
  const sink = await openNamedPipe({}, context)
  return {
    sink,
    path: context.paths.pipe,
    context,
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  }
}

/** Has the pipe looked after once, and waits until that is over: until it is to be done again. */
export async function look(clock: VirtualClock): Promise<void> {
  clock.advanceTo(clock.nextTimerAt()!)
  await until(() => clock.nextTimerAt() !== undefined)
}

/** Waits until so many have the pipe open. */
export const readers = (sink: LineSink, count: number) =>
  until(() => sink.stats().readers === count)
