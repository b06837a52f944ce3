// Which processes work for several sessions, and that these are nowhere themselves.

import { describe, expect, test } from 'vitest'
import { locateSession, servesManySessions } from '../../src/identity/known-process.ts'
import { type FakeProcess, fakeProc } from '../host/fake-proc.ts'

const id = (pid: number) => ({ pid, startTime: 1000 })

describe('no location at all', () => {
  test.each<FakeProcess>([
    { arguments: ['codex', 'app-server', '--listen', 'unix://'] },
    { arguments: ['/opt/bin/codex', '-c', 'a=b', 'app-server'] },
    { arguments: ['node', '/usr/bin/codex.js', 'app-server'] },
    { arguments: ['x', 'app-server'], executable: '/opt/codex-x86_64-unknown-linux-musl' },
  ])('of the daemon that serves all of Codex’s terminals: %j', async (process) => {
    const proc = fakeProc({ 5: { cwd: '/home/me/first', ...process } })
    expect(servesManySessions(proc, 5)).toBe(true)
    expect(await locateSession(proc, id(5))).toBeUndefined()
  })

  test.each([['codex'], ['codex', 'exec', 'what is app-server?'], ['claude', 'app-server'], []])(
    'but one of %j %j %j',
    async (...args) => {
      const proc = fakeProc({ 5: { arguments: args.filter((arg) => arg !== undefined) } })
      expect(servesManySessions(proc, 5)).toBe(false)
      expect(await locateSession(proc, id(5))).toEqual({ launcher: id(5) })
    },
  )
})
