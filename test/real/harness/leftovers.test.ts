// Ending what clients leave behind, on a real process.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { endLeftovers } from './leftovers.ts'

test('ends the processes of one home, and no others', async () => {
  const start = (home: string) =>
    spawn('sleep', ['60'], { env: { ...process.env, HOME: home }, stdio: 'ignore' })
  const left = start('/nowhere/left')
  const other = start('/nowhere/left-not')
  await Promise.all([once(left, 'spawn'), once(other, 'spawn')])
  const ended = once(left, 'exit')
  endLeftovers('/nowhere/left')
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(other.exitCode ?? other.signalCode).toBeNull()
  other.kill()
})
