// Disks that hang: the program goes on, whatever the number of sessions there.

import { stat } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
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

test('sessions on a disk that hangs leave threads to the rest of the program', async () => {
  const pids = [1, 2, 3, 4, 5, 6]
  const processes = Object.fromEntries(pids.map((pid) => [pid, { parent: 0, command: 'claude' }]))
  const proc = { ...createFakeProc(processes), workingDirectory: (pid: number) => `/net/${pid}` }
  for (const pid of pids) void locate({ pid, startTime: pid }, { proc })
  // An answer of the thread pool comes after all that goes on without one.
  await stat('/')
  expect(looked).toEqual(['/net/1', '/net/2'])
})
