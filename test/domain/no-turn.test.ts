// A prompt that was none for the model: its end is told at once, and no call of the model.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a prompt that is over at once', () => {
  const end = (ms: number) => at(ms).span(undefined, { startedMs: 0 })

  it('is no turn', () => {
    const play = scenario().play(at(-900).started(), at(0).prompt(), end(10))
    expect(play.told().slice(1)).toEqual(['0 working prompt', '10 idle acknowledged'])
    expect(play.view()?.turns).toBe(0)
  })

  it('was stopped where a person had the time for that', () => {
    const play = scenario().play(at(-900).started(), at(0).prompt(), end(150))
    expect(play.until(1000).now()).toBe('400 completed turn_end_span interrupted')
  })

  it.each(['its end told late', 'no word of its end'])('gives way to the next one: %s', (late) => {
    const named = (ms: number, id: string) => at(ms).prompt(id, { turnId: id })
    const play = scenario().play(at(-900).started(), named(0, 'p1'), named(90, 'p2'))
    if (late === 'its end told late')
      play.play(at(10, { arrives: 500 }).span(undefined, { startedMs: -3 }))
    expect(play.until(1000).told().slice(1)).toEqual(['0 working prompt'])
    expect(play.view()?.turns).toBe(0)
  })

  it.each([
    ['answered', at(5).reply({ tools: false }), 'ok'],
    [
      'answered by a second account',
      at(5).reply({ callId: 'c1', tools: false, secondary: true }),
      'ok',
    ],
    ['failed', at(5).fails(true), 'error'],
    ['failed by a second account', at(5).foretellsFailure(), 'error'],
    ['told to begin', at(5).calls(), 'interrupted'],
    ['held up by a hook', at(5).hook('UserPromptSubmit'), 'interrupted'],
    ['ended with a tool', at(5).tool('t1'), 'interrupted'],
  ])('is one where a call is %s', (_, event, outcome) => {
    const play = scenario().play(at(-900).started(), at(0).prompt(), event, end(20))
    expect(play.until(1000).view()).toMatchObject({ state: 'completed', outcome, turns: 1 })
  })
})
