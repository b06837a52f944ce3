// How long `watch` waits between its tries while there is no daemon.

import type * as timers from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { watchCommand } from '../../../src/commands/watch.ts'
import { createTestContext } from '../../sinks/support.ts'
import { createTestIo } from '../support.ts'

const waited = vi.hoisted(() => ({ ms: [] as number[], stop: () => {} }))

/** Time flies, and ends with the seventh wait. */
vi.mock('node:timers/promises', async (importReal) => {
  const real = await importReal<typeof timers>()
  const setTimeout = (ms: number, value: undefined, options: object) => {
    if (waited.ms.push(ms) === 7) waited.stop()
    return real.setTimeout(0, value, options)
  }
  return { ...real, setTimeout }
})

test('the waits between tries double, up to two seconds', async () => {
  const io = createTestIo(createTestContext().dir)
  waited.stop = () => io.stop()
  expect(await watchCommand.run({ format: 'ndjson' }, io)).toBe(0)
  expect(waited.ms).toEqual([100, 200, 400, 800, 1600, 2000, 2000])
})
