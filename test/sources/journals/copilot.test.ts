// Copilot's journals: made with the first prompt, and found by a file beside them.

import { once } from 'node:events'
import { expect, test } from 'vitest'
import { copilotJournals } from '../../../src/agents/live/copilot-journal.ts'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { isLinux, unless } from '../../host/children.ts'
import { type CopilotRecord, openSource, startCopilot } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

const meta: CopilotRecord = ['session.start', { context: { cwd: '/home/me/shop' } }]
const prompt: CopilotRecord = ['user.message', { interactionId: 'i1' }]
const asks: CopilotRecord = ['permission.requested', { requestId: 'r1' }]
const allowed: CopilotRecord = [
  'permission.completed',
  { requestId: 'r1', result: { kind: 'approved' } },
]

test.runIf(isLinux)(
  `a session is told from its first prompt on${unless(isLinux, 'needs /proc')}`,
  async () => {
    const home = makeTempDir()
    const source = openSource(home, [copilotJournals])
    const { child, write } = startCopilot(home, 'one')
    write(meta, prompt)
    await source.until(2)
    write(asks)
    await source.until(3)
    write(allowed)
    await source.until(4)
    write(['assistant.message', { toolRequests: [] }], ['assistant.turn_end'])
    expect(await source.until(5)).toEqual([
      'one session_started',
      'one prompt',
      'one blocked',
      'one unblocked',
      'one turn_ended ok',
    ])
    expect(new Set(source.pids)).toEqual(new Set([child.pid]))
  },
)

test.runIf(isLinux)('an end is told once no hook has undone it', async () => {
  const home = makeTempDir()
  const clock = createVirtualClock(Date.now())
  const source = openSource(home, [copilotJournals], clock)
  const { write } = startCopilot(home, 'one')
  const answer: readonly CopilotRecord[] = [
    ['assistant.message', { toolRequests: [] }],
    ['assistant.turn_end'],
  ]
  const hook = (type: string, more: object = {}): CopilotRecord => [
    type,
    { hookInvocationId: 'h', hookType: 'agentStop', ...more },
  ]
  const heard = async (count: number) => {
    for (; source.told().length < count; clock.advanceTo(clock.now() + 1))
      await new Promise((done) => setImmediate(done))
    return source.told().slice(2)
  }
  write(meta, prompt)
  await heard(2)
  write(...answer, hook('hook.start'))
  expect(await heard(3)).toEqual(['one hook_started'])
  write(hook('hook.end', { output: { decision: 'block' } }), prompt, ...answer)
  expect(await heard(5)).toEqual(['one hook_started', 'one hook_ended', 'one prompt'])
  const beforeMs = clock.now()
  expect((await heard(6)).at(-1)).toBe('one turn_ended ok')
  expect(clock.now() - beforeMs).toBeGreaterThanOrEqual(99)
})

test.runIf(isLinux)('an end is told at once where nothing more is to come', async () => {
  const home = makeTempDir()
  const clock = createVirtualClock(Date.now())
  const { source, told } = openSource(home, [copilotJournals], clock)
  const { write } = startCopilot(home, 'one')
  write(meta, prompt)
  for (; told().length < 2; clock.advanceTo(clock.now() + 1))
    await new Promise((done) => setImmediate(done))
  write(
    ['assistant.turn_start'],
    ['assistant.message', { toolRequests: [] }],
    ['assistant.turn_end'],
  )
  while (told().length < 3) {
    await new Promise((done) => setImmediate(done))
    clock.advanceTo(clock.now() + 0.01)
  }
  expect(told().slice(2)).toEqual(['one model_call_started'])
  await source[Symbol.asyncDispose]()
  expect(told().slice(3)).toEqual(['one turn_ended ok'])
})

test.runIf(isLinux)('a question that the rules answered at once was none', async () => {
  const home = makeTempDir()
  const { write } = startCopilot(home, 'one')
  write(meta, prompt)
  const source = openSource(home, [copilotJournals])
  await source.until(2)
  write(asks, allowed)
  expect(await source.until(3)).toEqual(['one session_started', 'one prompt', 'one unblocked'])
})

test.runIf(isLinux)('a session that is resumed is found by its next prompt', async () => {
  const home = makeTempDir()
  const { child, write, resume } = startCopilot(home, 'one')
  write(meta, prompt, ['session.shutdown'])
  child.kill('SIGKILL')
  await once(child, 'exit')
  const clock = createVirtualClock(Date.now())
  const source = openSource(home, [copilotJournals], clock)
  const passTime = () => clock.advanceTo(clock.now() + 10_000)
  // All that is looked for at the start.
  passTime()
  const next = resume()
  write(['session.resume'], prompt)
  for (; source.told().length < 2; passTime()) await new Promise((done) => setImmediate(done))
  expect(source.told()).toEqual(['one session_started', 'one prompt'])
  expect(new Set(source.pids)).toEqual(new Set([next.pid]))
})

test.runIf(isLinux)('a session begins no later than it ended', async () => {
  const home = makeTempDir()
  const source = openSource(home, [copilotJournals])
  const { write } = startCopilot(home, 'one')
  write(meta, prompt, ['session.shutdown'])
  await source.until(3)
  const [started, prompted, ended] = source.events
  expect(started!.timeMs).toBe(prompted!.timeMs)
  expect(ended!.happening.kind).toBe('session_ended')
})
