// Disks that hang: the program goes on, whatever the number of sessions there.

import { stat } from 'node:fs/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { locate } from '../../src/host/location.ts'
import { createFakeProc } from './focus-support.ts'

const looked = vi.hoisted(() => [] as string[])

/** A disk that never answers, as far as this program can tell. */
vi.mock('../../src/host/project.ts', () => ({
  findProject: (directory: string) => {
    looked.push(directory)
    return new Promise(() => {})
  },
}))

test('sessions on a disk that hangs leave threads to the rest of the program, and have a name', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const pids = [1, 2, 3, 4, 5, 6]
  const processes = Object.fromEntries(pids.map((pid) => [pid, { parent: 0, command: 'claude' }]))
  const proc = { ...createFakeProc(processes), workingDirectory: (pid: number) => `/net/p${pid}` }
  const located = pids.map((pid) => locate({ pid, startTime: pid }, { proc }))
  // An answer of the thread pool comes after all that goes on without one.
  await stat('/')
  expect(looked).toEqual(['/net/p1', '/net/p2'])
  vi.advanceTimersByTime(1_000)
  const projects = (await Promise.all(located)).map((location) => location?.project)
  expect(projects).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6'])
})
