// Keeping bpftrace running, on a clock of the test's own.

import { expect, test } from 'vitest'
import type { KernelEvent } from '../../src/probe/kernel-event.ts'
import type { ProbeMode } from '../../src/probe/script.ts'
import { type ProbeStatus, superviseTracer } from '../../src/probe/supervisor.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'

function supervise(mode: ProbeMode = 'syscalls') {
  const clock = createVirtualClock(0)
  const modes: ProbeMode[] = []
  const statuses: ProbeStatus[] = []
  let end: (reason: string) => void = () => {}
  let tell: (event: KernelEvent) => void = () => {}
  let stopped = 0
  const supervisor = superviseTracer({
    clock,
    mode,
    start(started, onEvent, onEnd) {
      modes.push(started)
      ;[tell, end] = [onEvent, onEnd]
      return { [Symbol.asyncDispose]: async () => void stopped++ }
    },
    onEvent: () => {},
    onStatus: (status) => statuses.push(status),
  })
  return {
    clock,
    modes,
    statuses,
    supervisor,
    attach: () => tell({ type: 'followed', pid: 0 }),
    fail: (reason = 'exit 1') => end(reason),
    stopped: () => stopped,
  }
}

test('it runs once it answers', () => {
  const { statuses, attach } = supervise()
  attach()
  attach()
  expect(statuses).toEqual([{ state: 'starting' }, { state: 'running' }])
})

test('it is started again later and later, until that is no use', () => {
  const { clock, statuses, modes, fail } = supervise()
  const delays: number[] = []
  for (let n = 1; n < 6; n++) {
    fail('exit 1: something')
    expect(statuses.at(-1)).toEqual({
      state: 'restarting',
      message: 'bpftrace ended: exit 1: something',
    })
    const next = clock.nextTimerAt() ?? 0
    delays.push(next - clock.now())
    clock.advanceTo(next)
  }
  expect(delays).toEqual([250, 500, 1000, 2000, 4000])
  fail('exit 1: something')
  expect(statuses.at(-1)).toEqual({
    state: 'failed',
    message: expect.stringContaining('6 times in a row (exit 1: something)'),
  })
  expect(clock.nextTimerAt()).toBeUndefined()
  expect(modes).toHaveLength(6)
})

test('one that was well for a while begins to count anew', () => {
  const { clock, statuses, attach, fail } = supervise()
  for (let n = 0; n < 20; n++) {
    attach()
    clock.advanceTo(clock.now() + 10_000)
    fail()
    expect((clock.nextTimerAt() ?? 0) - clock.now()).toBe(250)
    clock.advanceTo(clock.now() + 250)
  }
  expect(statuses.at(-1)?.state).toBe('restarting')
})

test('where the probes on functions cannot be attached, those on calls are, at once', () => {
  const { modes, statuses, fail, attach } = supervise('functions')
  fail()
  expect(modes).toEqual(['functions', 'syscalls'])
  attach()
  fail()
  expect(statuses.at(-1)?.state).toBe('restarting')
})

test('it ends with its supervisor, and is not started again', async () => {
  const { clock, supervisor, fail, stopped, modes } = supervise()
  await supervisor[Symbol.asyncDispose]()
  expect(stopped()).toBe(1)
  const other = supervise()
  other.fail()
  await other.supervisor[Symbol.asyncDispose]()
  other.clock.advanceTo(60_000)
  expect(other.modes).toHaveLength(1)
  expect([clock.nextTimerAt(), modes.length, fail.length]).toEqual([undefined, 1, 0])
})
