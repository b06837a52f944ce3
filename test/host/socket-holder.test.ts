// Searches on a machine of many processes.

import { expect, test } from 'vitest'
import { createHolderFinder } from '../../src/host/holder-finder.ts'
import type { Proc } from '../../src/host/proc.ts'
import { type FakeProcess, fakeProc } from './fake-proc.ts'

const uid = process.getuid?.() ?? 0

const crowd = (count: number): Record<number, FakeProcess> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [1000 + i, { sockets: [i + 1, i + 2, i + 3] }]),
  )

test('others get their turn every few reads of /proc', async () => {
  let reads = 0
  let mostReads = 0
  let turns = 0
  const proc = counting(fakeProc(crowd(500)), () => (mostReads = Math.max(mostReads, ++reads)))
  const nextTurn = () => {
    turns++
    reads = 0
    return new Promise((resolve) => setImmediate(resolve))
  }
  const findHolder = createHolderFinder({ proc, nextTurn })
  expect(await findHolder({ uid, inode: 99_999_999 })).toBeUndefined()
  expect(turns).toBeGreaterThan((500 * 4) / 50)
  expect(mostReads).toBeLessThan(300)
})

test('searches at the same time share one walk; those that come later get another', async () => {
  let walks = 0
  const real = fakeProc({ ...crowd(50), 900: { sockets: [5001] }, 901: { sockets: [5002] } })
  const proc = { ...real, pids: () => (walks++, real.pids()) }
  const findHolder = createHolderFinder({ proc })
  const early = [5001, 5002, 5001].map((inode) => findHolder({ uid, inode }))
  expect((await Promise.all(early)).map((found) => found?.pid)).toEqual([900, 901, 900])
  expect(walks).toBe(1)
  const missing = findHolder({ uid, inode: 4_000_000 })
  const late = new Promise((resolve) => setImmediate(resolve)).then(() =>
    findHolder({ uid, inode: 5001 }),
  )
  expect([await missing, (await late)?.pid]).toEqual([undefined, 900])
})

test('agents are asked before all others, and those known before anyone', async () => {
  const asked: number[] = []
  const real = fakeProc({
    ...crowd(30),
    500: { arguments: ['claude', '-p'], sockets: [7001] },
    501: { executable: '/opt/codex/bin/codex', sockets: [7002] },
    502: { arguments: ['/usr/bin/node', '/usr/bin/gemini'], sockets: [7003] },
  })
  const proc = { ...real, descriptors: (pid: number) => (asked.push(pid), real.descriptors(pid)) }
  const findHolder = createHolderFinder({ proc, programs: ['claude', 'codex'] })
  expect((await findHolder({ uid, inode: 7001 }))?.pid).toBe(500)
  expect(asked).toEqual([502, 501, 500])
  asked.length = 0
  expect((await findHolder({ uid, inode: 7001 }))?.pid).toBe(500)
  expect(asked).toEqual([500])
})

test('processes of users that are not asked for are left alone', async () => {
  const proc = fakeProc({ 5: { sockets: [7001] } })
  const findHolder = createHolderFinder({ proc: { ...proc, owner: () => 12_345 } })
  expect(await findHolder({ uid, inode: 7001 })).toBeUndefined()
})

/** Calls `onRead` for every call. */
function counting(proc: Proc, onRead: () => void): Proc {
  return new Proxy(proc, {
    get: (target, name, receiver) => {
      onRead()
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}
