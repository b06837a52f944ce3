// The journals that are followed, with no process behind them and a clock that stands still.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { codexJournals } from '../../../src/agents/live/codex-journal.ts'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { createFollowed } from '../../../src/sources/journals/followed.ts'
import { idOf, toLine } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

const process = { pid: 5, startTime: 1000 }
const sessionId = idOf('one')
const firstLine = toLine({ id: sessionId, cwd: '/home/me/shop' }, { type: 'session_meta' })

function createFixture() {
  const clock = createVirtualClock(Date.now())
  const exits: (() => void)[] = []
  const followed = createFollowed({
    clock,
    watch: {
      watchExit(_process, onExit) {
        exits.push(onExit)
        return { [Symbol.dispose]: () => undefined }
      },
      poke: () => undefined,
      report: () => undefined,
      [Symbol.dispose]: () => undefined,
    },
    give: () => undefined,
    onFailure: (_folder, error) => expect.unreachable(String(error)),
  })
  onTestFinished(() => followed[Symbol.dispose]())
  const home = makeTempDir()
  const add = (name: string, text: string) => {
    mkdirSync(home, { recursive: true })
    const path = join(home, name)
    writeFileSync(path, text)
    const known = { isShared: false, isOld: false, heldSinceMs: 0 }
    followed.add({ kind: codexJournals, sessionId, path, process, ...known })
  }
  return { clock, followed, exits, add }
}

test('a long journal is read no more once its process is gone', () => {
  const { clock, exits, add } = createFixture()
  // More than is read at a time, though only its end is.
  const text = firstLine + toLine({ type: 'token_count', info: 'x'.repeat(80) }).repeat(12_000)
  add('long.jsonl', text)
  expect(clock.nextTimerAt()).toBeDefined()
  exits[0]!()
  expect(clock.nextTimerAt()).toBeUndefined()
})

test('a session whose journal has another name by now is still known without the first', () => {
  const { followed, exits, add } = createFixture()
  add('first.jsonl', firstLine)
  add('second.jsonl', firstLine)
  exits[0]!()
  expect(followed.hasSession(sessionId)).toBe(true)
  exits[1]!()
  expect(followed.hasSession(sessionId)).toBe(false)
})
