// When notifications come and go, on a clock that the test moves.

import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import type { Carrier } from '../../src/sinks/notification/carrier.ts'
import { Notifier, type NotifierOptions } from '../../src/sinks/notification/notifier.ts'
import {
  acknowledged,
  completed,
  createHistory,
  failed,
  waiting,
  rules,
  working,
} from '../domain/support/changes.ts'

const looks = { urgency: 'normal', icon: '', sound: '' } as const
/** Noon in this machine's own time zone. */
const noonMs = new Date(2026, 10, 5, 12).getTime()

/** The session's id in the key of its notification. */
const toId = (key: string) => key.split('\0').at(-1)

function begin(given: Partial<NotifierOptions> = {}) {
  const clock = createVirtualClock(noonMs)
  const seen: string[] = []
  const logged: string[] = []
  const gate = { error: undefined as Error | undefined, hold: Promise.resolve() }
  const carrier: Carrier = {
    async show({ key, body }) {
      await gate.hold
      if (gate.error) throw gate.error
      seen.push(`${toId(key)}: ${body}`)
    },
    withdraw: async (key) => void seen.push(`${toId(key)} away`),
    async [Symbol.asyncDispose]() {},
  }
  const notifier = new Notifier({
    clock,
    carrier,
    log: pino({ base: null }, { write: (line: string) => void logged.push(line) }),
    rules,
    looks: { completed: looks, waiting: looks, error: looks },
    toAgentName: () => 'Agent',
    isUnwanted: async () => false,
    focus: async () => {},
    acknowledge: () => {},
    ...given,
  })
  /** Moves the clock and lets everything follow that was due. */
  const pass = async (seconds: number) => {
    clock.advanceTo(clock.now() + seconds * 1000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, seen, logged, gate, notifier, pass, at: createHistory() }
}

test('a second notice within thirty seconds waits, and is not shown when it is over by then', async () => {
  const { clock, seen, notifier, pass, at } = begin()
  notifier.change([at(clock.now(), waiting)])
  await pass(0.5)
  await pass(5)
  notifier.change([at(clock.now(), working), at(clock.now(), failed)])
  await pass(20)
  expect(seen).toEqual(['s: Bash: permission in shop', 's away'])
  await pass(5)
  expect(seen.at(-1)).toBe('s: Stopped by an error in shop')
  await pass(0)
  notifier.change([at(clock.now(), working), at(clock.now(), waiting)])
  await pass(20)
  notifier.change([at(clock.now(), working)])
  await pass(60)
  expect(seen).toHaveLength(4)
})

test('a question that a hook answers in the place of the person is not shown', async () => {
  const { clock, seen, notifier, pass, at } = begin()
  notifier.change([at(clock.now(), waiting)])
  await pass(0.2)
  notifier.change([at(clock.now(), working)])
  await pass(60)
  expect(seen).toEqual([])
})

test('what is over while it is being shown is withdrawn at once', async () => {
  const { clock, seen, gate, notifier, pass, at } = begin()
  const { promise, resolve } = Promise.withResolvers<void>()
  gate.hold = promise
  notifier.change([at(clock.now(), waiting)])
  await pass(0.5)
  notifier.change([at(clock.now(), acknowledged)])
  resolve()
  await pass(0)
  expect(seen).toEqual(['s: Bash: permission in shop', 's away'])
})

test('two agents that give the same id have a notice each, and an answer is to one of them', async () => {
  const answered: string[] = []
  const { clock, seen, notifier, pass, at } = begin({
    acknowledge: ({ agent }) => void answered.push(agent),
  })
  const ofCodex = createHistory({ agent: 'codex' })
  notifier.change([at(clock.now(), waiting), ofCodex(clock.now(), waiting)])
  await pass(0.5)
  expect(seen).toHaveLength(2)
  notifier.answer('codex\0s', 'dismissed')
  expect(answered).toEqual(['codex'])
  notifier.change([ofCodex(clock.now(), acknowledged)])
  expect(seen.slice(2)).toEqual(['s away'])
})

test('quiet hours drop notices, not only delay them', async () => {
  const quiet = { from: 11 * 60, to: 13 * 60 }
  const { clock, seen, notifier, pass, at } = begin({ rules: { ...rules, quietHours: quiet } })
  notifier.change([at(clock.now(), waiting)])
  await pass(7200)
  expect(seen).toEqual([])
  notifier.change([at(clock.now(), failed)])
  await pass(0.5)
  expect(seen).toHaveLength(1)
})

test('what cannot be shown is tried again, more and more seldom, and given up when it is old', async () => {
  const { clock, logged, gate, notifier, pass, at } = begin()
  gate.error = new Error('nobody there')
  notifier.change([at(clock.now(), waiting)])
  await pass(0.5)
  expect(notifier.stats()).toEqual({ written: 0, dropped: 0, errors: 1 })
  for (let second = 0; second < 400; second++) await pass(1)
  const { errors, dropped } = notifier.stats()
  expect(errors).toBeGreaterThan(6)
  expect(errors).toBeLessThan(15)
  expect(dropped).toBe(1)
  expect(clock.nextTimerAt()).toBeUndefined()
  expect(logged).toHaveLength(1)
  gate.error = undefined
  notifier.change([at(clock.now(), working), at(clock.now(), failed)])
  await pass(0.5)
  expect(notifier.stats().written).toBe(1)
})

test('ten thousand sessions leave nothing behind', async () => {
  const { clock, seen, notifier, pass } = begin()
  for (let n = 0; n < 10_000; n++) {
    const at = createHistory({ id: `s${n}` })
    notifier.change([at(clock.now(), working), at(clock.now() + 60_000, completed)])
    notifier.change([at(clock.now() + 60_000, { state: 'expired', reason: 'exited' })])
  }
  await pass(60)
  expect(seen).toEqual([])
  for (let n = 0; n < 1500; n++)
    notifier.change([createHistory({ id: `t${n}` })(clock.now(), waiting)])
  await pass(0.5)
  expect(seen.filter((line) => line.endsWith('away')).length).toBe(500)
  notifier.close()
  expect(clock.nextTimerAt()).toBeUndefined()
})
