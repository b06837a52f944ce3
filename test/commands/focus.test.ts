// `focus`: which session it takes, and what it says where it cannot; that windows move is in test/desktop.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { focusCommand } from '../../src/commands/focus.ts'
import { type Place, toNextFirst } from '../../src/commands/focus/places.ts'
import type { Focuser } from '../../src/host/focus/focuser.ts'
import { createFakeTerminal } from '../host/focus-support.ts'
import { toSession } from '../wire-session.ts'
import { createTestIo, serveControlSocket } from './support.ts'

const run = async (
  daemon: { context: { dir: string } },
  given: Partial<Parameters<typeof focusCommand.run>[0]>,
  env: object = {},
) => {
  const io = createTestIo(daemon.context.dir)
  const merged = { ...io, env: { ...io.env, ...env } }
  const code = await focusCommand.run({ next: false, ack: false, ...given }, merged)
  return { code, text: io.text() }
}

describe('focus', () => {
  test('brings the session to the front, by the beginning of its id', async () => {
    const terminal = await createFakeTerminal()
    const sessions = [toSession({ pid: terminal.pid }), toSession({ session_id: 'other' })]
    await using daemon = await serveControlSocket(sessions)
    const { code, text } = await run(daemon, { session: 'abc' }, terminal.env)
    expect([code, text]).toEqual([0, expect.stringMatching(/^abc123: .+\n$/)])
    expect(terminal.focused).toEqual([1])
    expect(daemon.context.acks).toEqual([])
    await run(daemon, { session: 'abc', ack: true }, terminal.env)
    expect(daemon.context.acks).toEqual([{ session_id: 'abc123' }])
  })

  test('takes the next that can be shown', async () => {
    const terminal = await createFakeTerminal()
    await using daemon = await serveControlSocket([
      toSession({ session_id: 'a', state: 'working', pid: terminal.pid }),
      toSession({ session_id: 'b', state: 'waiting', pid: null }),
      toSession({ session_id: 'c', state: 'completed', pid: terminal.pid }),
    ])
    for (const next of [true, false])
      expect((await run(daemon, { next }, terminal.env)).text).toMatch(/^c: /)
  })

  test('says when nothing waits', async () => {
    await using daemon = await serveControlSocket([toSession()])
    const { code, text } = await run(daemon, { next: true })
    expect([code, text]).toEqual([1, 'Nothing waits and nothing has completed.\n'])
  })

  test('says why nothing can be focused', async () => {
    const { pid } = await createFakeTerminal()
    await using daemon = await serveControlSocket([
      toSession({ session_id: 'a', state: 'waiting', pid: null }),
      toSession({ session_id: 'b', state: 'waiting', pid, host: 'elsewhere' }),
      toSession({ session_id: 'c', state: 'waiting', pid }),
      toSession({ session_id: 'c2' }),
    ])
    const reasons = /a: its process is not known\n.*b: its process is not known\n.*c: no desktop/
    await expect(run(daemon, { next: true })).rejects.toThrow(reasons)
    await expect(run(daemon, { session: 'x\u001b[2J' })).rejects.toThrow('no session begins with x')
    await expect(run(daemon, { session: 'c' })).rejects.toThrow('cannot show c: no desktop')
    await expect(run(daemon, { session: '' })).rejects.toMatchObject({ exitCode: 64 })
    await expect(run(daemon, { session: 'c', next: true })).rejects.toMatchObject({ exitCode: 64 })
  })

  test('ends with 69 when the daemon is not running', async () => {
    const nowhere = { context: { dir: join('/nowhere') } }
    await expect(run(nowhere, {})).rejects.toMatchObject({ exitCode: 69 })
  })

  test('reads what it can of the snapshot, and says when that is nothing', async () => {
    const { pid, env } = await createFakeTerminal()
    await using daemon = await serveControlSocket([null as never, {}, toSession({ pid })])
    expect((await run(daemon, { session: 'abc' }, env)).code).toBe(0)
    daemon.context.snapshot = ['hello']
    await expect(run(daemon, {})).rejects.toThrow('unknown form')
  })
})

test('the walk goes on from what is before the eyes, and begins anew at its end', async () => {
  const place = (
    session_id: string,
    state: Place['state'],
    since: number,
    pid: number | null = since,
  ): Place => {
    return { session_id, state, since, pid, host: null }
  }
  const places = [
    place('d', 'completed', 1),
    place('c', 'waiting', 9, null),
    place('b', 'waiting', 5),
    place('x', 'working', 2),
    place('a', 'waiting', 3),
    place('e', 'completed', 4),
  ]
  const order = async (seen: number) => {
    const focuser: Focuser = { focus: async () => '', hasFocus: async (pid) => pid === seen }
    return (await toNextFirst(places, focuser)).map(({ session_id }) => session_id).join('')
  }
  expect(await order(0)).toBe('abcde')
  expect(await order(3)).toBe('bcdea')
  expect(await order(4)).toBe('abcde')
  expect(await order(2)).toBe('abcde')
})
