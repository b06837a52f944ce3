// However much is given up, and whoever comes and goes: who reads the lines ends with what is so.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ProbeLine, probeLine } from '../../src/probe/line.ts'
import { Outbox } from '../../src/probe/outbox.ts'
import { type Draft, ProcessView } from '../../src/probe/process-view.ts'

const parse = (text: string): ProbeLine[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => probeLine.parse(JSON.parse(line)))

function takeAll(outbox: Outbox): ProbeLine[] {
  const lines = parse(outbox.take(1))
  while (!outbox.isEmpty) lines.push(...parse(outbox.take(1)))
  return lines
}

const agent = (pid: number): Draft => ({
  type: 'agent',
  pid,
  root: pid,
  parent: 1,
  name: 'claude',
  start_time: pid,
})
const fork = (pid: number, root: number): Draft => ({ type: 'fork', pid, root, parent: root })

test('lines are numbered, and the numbers of those given up are missing', () => {
  const outbox = new Outbox()
  outbox.push(agent(1), 5)
  for (let pid = 10; pid < 5010; pid++) outbox.push(fork(pid, 1), 5)
  const lines = takeAll(outbox)
  const [loss] = lines
  expect(loss).toMatchObject({ type: 'lost', events: 905 })
  expect(lines[1]).toMatchObject({ type: 'agent', pid: 1 })
  const numbers = lines.map(({ seq }) => seq)
  expect(numbers[0]).toBe(905)
  expect(numbers).toEqual(numbers.map((_, at) => 905 + at))
})

test('a line says when it happened, not when it was sent', () => {
  const outbox = new Outbox()
  outbox.push(agent(1), 5)
  expect(parse(outbox.take(90))).toMatchObject([{ type: 'agent', at_us: 5 }])
  outbox.startAnew()
  expect(parse(outbox.take(90))).toMatchObject([{ type: 'agent', at_us: 90 }])
})

test('the last state of the relay is not given up', () => {
  const outbox = new Outbox()
  outbox.push({ type: 'status', state: 'failed', message: 'x' }, 5)
  for (let n = 0; n < 5000; n++) outbox.push({ type: 'heartbeat' }, 5)
  expect(takeAll(outbox)).toContainEqual(expect.objectContaining({ state: 'failed' }))
})

test('what was under way to a reader that went counts as lost, once, and to the next', () => {
  const outbox = new Outbox()
  outbox.push(agent(1), 5)
  outbox.push({ type: 'lost', events: 4 }, 5)
  outbox.push({ type: 'input', pid: 1, root: 1 }, 5)
  outbox.push({ type: 'heartbeat' }, 5)
  outbox.push({ type: 'status', state: 'starting' }, 5)
  outbox.take(6)
  outbox.loseLast()
  outbox.loseLast()
  outbox.startAnew()
  const lines = takeAll(outbox)
  expect(lines).toMatchObject([
    { type: 'lost', events: 6 },
    { type: 'agent', pid: 1 },
  ])
  outbox.loseLast()
  outbox.startAnew()
  expect(takeAll(outbox)[0]).toMatchObject({ type: 'lost', events: 6 })
  outbox.startAnew()
  outbox.loseLast()
  expect(takeAll(outbox)).toMatchObject([{ type: 'agent', pid: 1 }])
})

test('losses of the kernel count where their line is given up as well', () => {
  const outbox = new Outbox()
  outbox.push({ type: 'lost', events: 50 }, 5)
  for (let n = 0; n < 4096; n++) outbox.push({ type: 'heartbeat' }, 5)
  expect(takeAll(outbox)[0]).toMatchObject({ type: 'lost', events: 50 })
})

const pid = fc.integer({ min: 1, max: 6 })
const step = fc.oneof(
  pid.map(agent),
  fc.tuple(pid, pid).map(([one, root]) => fork(one + 10, root)),
  fc.tuple(pid, fc.boolean()).map(([one, member]): Draft => ({
    type: 'exit',
    pid: member ? one + 10 : one,
    root: one,
  })),
  pid.map((one): Draft => ({ type: 'exec', pid: one + 10, root: one, name: `p${one}` })),
  pid.map((one): Draft => ({ type: 'blocked', pid: one, root: one })),
  pid.map((one): Draft => ({ type: 'unblocked', pid: one, root: one })),
  fc.constantFrom('take', 'reconnect', 'flood'),
)

test('a reader sees what is so, after losses and in new connections', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const outbox = new Outbox()
      const truth = new ProcessView()
      let reader = new ProcessView()
      const read = (lines: readonly ProbeLine[]) => lines.forEach((line) => reader.apply(line))
      for (const one of steps) {
        if (one === 'take') read(parse(outbox.take(1)))
        else if (one === 'flood')
          for (let n = 0; n < 4096; n++) outbox.push({ type: 'heartbeat' }, 5)
        else if (one === 'reconnect') {
          reader = new ProcessView()
          outbox.startAnew()
        } else {
          outbox.push(one, 5)
          truth.apply(one)
        }
      }
      read(takeAll(outbox))
      expect(reader.linesTo(truth)).toEqual([])
      expect(truth.linesTo(reader)).toEqual([])
    }),
  )
})
