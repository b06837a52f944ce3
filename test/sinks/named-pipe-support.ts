// The named pipe under test, with its surroundings.

import { namedPipe } from '../../src/sinks/named-pipe.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { createTestContext, type TestContext, until } from './support.ts'

/** A pipe of its own in a private directory. */
export async function openPipe(): Promise<
  { sink: LineSink; path: string; context: TestContext } & AsyncDisposable
> {
  const context = createTestContext()
  const sink = await namedPipe.open({}, context)
  return {
    sink,
    path: context.paths.pipe,
    context,
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  }
}

/** Waits until so many have the pipe open. */
export const readers = (sink: LineSink, count: number) =>
  until(() => sink.stats().readers === count)
