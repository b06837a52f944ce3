// Sessions of a process that serves several terminals, as they go on for weeks; where each is found is tested with the real daemon.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AgentEvent } from '../../src/domain/event.ts'
import { createSharedSessions } from '../../src/identity/shared-sessions.ts'
import { createTeller } from '../../src/identity/teller.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { fakeProc, pts } from '../host/fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

/** A process that holds the record of session `s`, and one on each of the terminals that shows it. */
function serve(...terminals: readonly number[]) {
  const cwd = makeTempDir()
  const record = join(cwd, 'record-s')
  writeFileSync(record, '{}\n')
  const shown = { arguments: ['shows'], executable: '/opt/shows', cwd }
  const proc = fakeProc({
    10: { arguments: ['serves'], executable: '/opt/serves', files: [record] },
    ...Object.fromEntries(terminals.map((at) => [10 + at, { ...shown, ttyNumber: pts(at) }])),
  })
  const clock = createVirtualClock(Date.now())
  const given: AgentEvent[] = []
  const watches = new Set<Disposable>()
  const watchExit = (): Disposable => {
    const exit = { [Symbol.dispose]: () => void watches.delete(exit) }
    watches.add(exit)
    return exit
  }
  const sessions = createSharedSessions({
    kind: {
      agent: 'some',
      record: /record-(\w+)$/,
      readRecord: () => ({ cwd }),
      isProgram: ({ command }) => command === 'shows',
      otherUses: new Set(),
      directoryOptions: [],
      variable: 'SOME_HOME',
    },
    shared: proc.identify(10)!,
    proc,
    watch: {
      watchExit,
      poke: () => undefined,
      report: () => undefined,
      [Symbol.dispose]: () => undefined,
    },
    clock,
    findWindow: async () => undefined,
    give: (events) => void given.push(...events),
  })
  const tell = createTeller(clock)
  const prompt = (sessionId: string) =>
    sessions.note(tell({ agent: 'some', sessionId }, { kind: 'prompt' }))
  const count = (kind: string) => given.filter(({ happening }) => happening.kind === kind).length
  return { watches, prompt, count }
}

test('a place that stays open, between two terminals, is watched once a process', async () => {
  const { watches, prompt, count } = serve(1, 2)
  for (let turn = 1; turn <= 3; turn++) {
    prompt('s')
    await until(() => count('activity') === turn)
  }
  expect(watches.size).toBe(2)
})

test('a place that was found is looked for again only once very many others came', async () => {
  const { prompt, count } = serve(1)
  prompt('s')
  await until(() => count('session_started') === 1)
  for (let other = 0; other < 255; other++) prompt(`other-${other}`)
  prompt('s')
  expect(count('process_found')).toBe(1)
  prompt('one-more')
  prompt('s')
  await until(() => count('process_found') === 2)
  expect(count('process_found')).toBe(2)
})
