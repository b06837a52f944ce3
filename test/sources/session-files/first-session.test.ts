// What is told of the session that a program has when it starts, and may leave at once.

import { describe, expect, test } from 'vitest'
import { isLinux, unless } from '../../host/children.ts'
import { makeHome, openSource, startAgent } from './support.ts'

describe.runIf(isLinux)(`session files${unless(isLinux, 'needs /proc')}`, () => {
  test('of a program that goes on with an earlier session do not tell of its first one', async () => {
    const home = makeHome()
    const { until } = openSource(home)
    const agent = startAgent(home, 'first')
    agent.status('idle')
    const other = startAgent(home, 'other')
    other.status('busy')
    // Read behind the file before.
    await until(2)
    agent.write({ sessionId: 'earlier' })
    expect(await until(3)).toEqual([
      'other session_started',
      'other prompt',
      'earlier session_started',
    ])
    agent.child.kill()
    expect((await until(4)).at(-1)).toBe('earlier session_ended')
  })

  test('of a session in which nothing is done tell of it a moment later, or with its first prompt', async () => {
    const home = makeHome()
    const { until } = openSource(home)
    const [idle, prompted, gone] = ['idle', 'prompted', 'gone'].map((id) => startAgent(home, id))
    for (const agent of [gone!, idle!, prompted!]) agent.status('idle')
    gone!.child.kill()
    prompted!.status('idle')
    prompted!.status('busy')
    expect(await until(2)).toEqual(['prompted session_started', 'prompted prompt'])
    expect((await until(3)).at(-1)).toBe('idle session_started')
  })
})
