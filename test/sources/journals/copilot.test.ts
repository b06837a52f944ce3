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
