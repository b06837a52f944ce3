// Events that name no session: whose they are.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('events without a session’s id', () => {
  const unnamed = (ms: number, more = {}) => at(ms, { id: '', ...more })

  it('mean the one session of their agent that is at work', () => {
    const play = scenario().play(at(0, { id: 'a' }).started(), at(0, { id: 'b' }).prompt())
    play.play(unnamed(500).asks('bash'))
    expect(play.told('b').at(-1)).toBe('500 waiting permission:bash')
  })

  it('make a session of their process, named by agent and time', () => {
    const play = scenario().play(unnamed(0.4, { origin: '1' }).prompt())
    play.play(unnamed(600, { origin: '1' }).reply(), unnamed(610, { origin: '1' }).span())
    play.play(unnamed(700, { origin: '2' }).prompt())
    expect(play.ids()).toEqual(['claude-code-1700000000000', 'claude-code-1700000000700'])
    play.play(unnamed(800, { origin: '1' }).exits())
    expect(play.ids()).toEqual(['claude-code-1700000000700'])
  })

  it('open none where they only tell of a question, or of nothing that opens one', () => {
    expect(scenario().play(unnamed(0).asks(), unnamed(0).activity()).ids()).toEqual([])
  })

  it('go to the session of their process where several are at work', () => {
    const play = scenario().play(unnamed(0).prompt(), at(1, { id: 'a' }).prompt())
    play.play(unnamed(500).asks())
    expect(play.told('claude-code-1700000000000').at(-1)).toBe('500 waiting permission:Bash')
  })
})
