// Sessions of a process that serves several terminals, as they go on for weeks; where each is found is tested with the real daemon.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSharedSessions } from '../../src/identity/shared-sessions.ts'
import { createTeller } from '../../src/identity/teller.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { fakeProc, pts } from '../host/fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

test('a place that stays open, between two terminals, is watched once a process', async () => {
  const cwd = makeTempDir()
  const record = join(cwd, 'record-s')
  writeFileSync(record, '{}\n')
  const shown = { arguments: ['shows'], executable: '/opt/shows', cwd }
  const proc = fakeProc({
    10: { arguments: ['serves'], executable: '/opt/serves', files: [record] },
    11: { ...shown, ttyNumber: pts(1) },
    12: { ...shown, ttyNumber: pts(2) },
  })
  const clock = createVirtualClock(Date.now())
  let looks = 0
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
      homeVariable: 'SOME_HOME',
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
    give: () => void looks++,
  })
  const prompt = createTeller(clock)({ agent: 'some', sessionId: 's' }, { kind: 'prompt' })
  for (let turn = 1; turn <= 3; turn++) {
    sessions.note(prompt)
    await until(() => looks === turn)
  }
  expect(watches.size).toBe(2)
})
