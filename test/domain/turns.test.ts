// Where one turn ends and the next begins.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a call right behind a reply that surely asked for no tool', () => {
  it('is the next turn’s', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ tools: false }), at(900).calls())
    expect(play.told().slice(2)).toEqual(['900 completed next_call ok ?', '900 working model_call'])
  })
})

describe('a prompt', () => {
  it('ends an answered turn', () => {
    const play = scenario().play(at(0).prompt('p1'), at(500).reply(), at(900).prompt('p2'))
    expect(play.told().slice(2)).toEqual(['900 completed next_prompt ok ?', '900 working prompt'])
    expect(play.view()?.turns).toBe(1)
  })

  it('ends one that silence had ended as of then', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(9000).prompt())
    expect(play.told().slice(2)).toEqual([
      '3500 completed quiet_period ok ?',
      '9000 working prompt',
    ])
    expect(play.view()?.turns).toBe(1)
  })

  it('ends one that was waiting: nobody can type at a question', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), at(900).prompt())
    expect(play.told().slice(2)).toEqual([
      '900 completed next_prompt denied ?',
      '900 working prompt',
    ])
  })

  it('ends none that is pending or will be tried again: it replaces it', () => {
    const pending = scenario().play(at(0).prompt(), at(900).prompt())
    const retrying = scenario().play(at(0).prompt(), at(500).fails(), at(900).prompt())
    const undecided = scenario().play(
      at(0).prompt(),
      at(500).reply({ tools: true, decisionsTold: true }),
      at(900).prompt(),
    )
    for (const play of [retrying, undecided]) expect(play.now()).toBe('900 working prompt')
    expect(pending.told()).toEqual(['0 working prompt'])
    for (const play of [pending, retrying, undecided])
      expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })

  it('ends one that was asked something, as nothing tells that the person allowed it', () => {
    const reply = at(500).reply({ tools: true, decisionsTold: true })
    const play = scenario().play(at(0).prompt(), reply, at(1701).prompt())
    expect(play.told().slice(2)).toEqual([
      '1700 waiting permission ?',
      '1701 idle next_prompt ?',
      '1701 working prompt',
    ])
    expect(play.view()?.turns).toBe(1)
    const allowed = at(600).tool('t1')
    const running = scenario().play(at(0).prompt(), reply, allowed, at(1701).prompt())
    expect(running.view()).toMatchObject({ state: 'working', turns: 0 })
    const hooked = at(0).prompt(undefined, { asksTold: true })
    expect(scenario().play(hooked, reply, at(1701).prompt()).view()?.turns).toBe(0)
    const untold = at(500).reply({ tools: true })
    expect(scenario().play(at(0).prompt(), untold, at(1701).prompt()).view()?.turns).toBe(0)
    const served = scenario().play(at(0).started({ mayRunUntold: true }), at(10).prompt(), reply)
    expect(served.play(at(1701).prompt()).view()?.turns).toBe(0)
  })

  it('told again, or late, is the same one', () => {
    const play = scenario().play(at(0).prompt('p1'), at(500).reply(), at(600).prompt('p1'))
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
    const older = scenario().play(at(1000).prompt(), at(900, { arrives: 1100 }).prompt('p0'))
    expect(older.told()).toEqual(['1000 working prompt'])
  })

  it('shows that the person has seen how the last turn ended', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span(), at(900).prompt())
    play.play(at(930).span('void'))
    expect(play.told().slice(3)).toEqual(['900 working prompt', '930 idle acknowledged'])
  })
})

describe('a turn that silence had ended', () => {
  const silent = (reply = {}) =>
    scenario().play(at(0).prompt('p1'), at(500).reply(reply)).until(4000)

  it('goes on with a later tool, and the completion is taken back', () => {
    const play = silent().play(at(5000).toolEnds('t1'), at(6000).reply({ startedMs: 5001 }))
    expect(play.until(10_000).told().slice(2)).toEqual([
      '3500 completed quiet_period ok ?',
      '5000 working model_call !completed',
      '6000 working reply ?',
      '9000 completed quiet_period ok ?',
    ])
    expect(play.view()?.turns).toBe(0)
  })

  it('goes on with a question', () => {
    expect(silent().play(at(5000).asks()).now()).toBe('5000 waiting permission:Bash !completed')
  })

  it('goes on with a model call of the same prompt', () => {
    const play = silent({ tools: false }).play(at(5000).calls({ promptId: 'p1' }))
    expect(play.now()).toBe('5000 working model_call !completed')
  })

  it('is followed by another one with a model call of another prompt', () => {
    const play = silent().play(at(5000).calls({ promptId: 'p2' }))
    expect(play.now()).toMatch('5000 working model_call')
    expect(play.view()?.turns).toBe(1)
  })

  it('is followed by another one where its reply surely asked for no tool', () => {
    const play = silent({ tools: false }).play(at(5000).reply())
    expect(play.now()).toMatch('5000 working reply')
    expect(play.view()?.turns).toBe(1)
  })

  it('goes on where only one of the two prompts is named', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply()).until(4000)
    play.play(at(5000).calls({ promptId: 'p2' }))
    expect(play.view()?.turns).toBe(0)
  })

  it('is not followed by a call that happens outside of turns too', () => {
    const play = silent({ tools: false }).play(at(5000).calls({ begins: false }))
    expect(play.view()?.turns).toBe(0)
  })

  it('is not taken back by a next prompt', () => {
    const play = silent().play(at(5000).prompt('p2'))
    expect(play.now()).toBe('5000 working prompt')
  })

  it('counts when it has been shown long enough', () => {
    const play = silent().until(40_000)
    expect(play.now()).toBe('33500 idle completed_timeout')
    expect(play.view()?.turns).toBe(1)
  })
})

describe('a turn whose prompt was not told', () => {
  it.each([
    ['a model call', at(500).calls(), '500 working model_call'],
    ['a reply', at(500).reply(), '500 working reply ?'],
    ['a failed call', at(500).fails(true), '500 working model_error ?'],
    ['a tool', at(500).tool('t1'), '500 working tool_running:Bash'],
    ['a tool’s end', at(500).toolEnds('t1'), '500 working model_call'],
    ['a question', at(500).asks(), '500 waiting permission:Bash'],
    ['part of a reply that asks for a tool', at(500).streams(true), '500 working model_call'],
  ])('begins with %s', (_, event, expected) => {
    expect(scenario().play(event).told()).toEqual([expected])
  })

  it('begins with what is seen of a reply that asks for a tool, which may be a question', () => {
    const reply = at(510, { arrives: 1000 }).reply({ decisionsTold: true, visibleTokens: 39 })
    const play = scenario().batch(at(500, { arrives: 1000 }).streams(true), reply)
    expect(play.until(60_000).now()).toBe('1000 waiting permission ?')
  })

  it('does not begin with a part that asks for none: a connection is warmed up', () => {
    expect(scenario().play(at(500).streams()).told()).toEqual([])
    expect(scenario().play(at(0).started(), at(500).streams()).now()).toBe('0 idle session_started')
  })

  it('begins with a refusal, in a session that is known', () => {
    const play = scenario().play(at(0).started(), at(500).refuses('t1'))
    expect(play.now()).toBe('500 working tool_refused ?')
  })

  it.each([
    ['hooks', at(500).hook('Stop')],
    ['text', at(500).text()],
    ['a first token', at(500).firstToken()],
    ['part of a reply', at(500).streams()],
    ['a warm-up', at(500).calls({ begins: false })],
    ['a sub-agent', at(500).reply({ sub: true })],
    ['an answer', at(500).answers()],
  ])('does not begin with %s', (_, event) => {
    expect(scenario().play(at(0).started(), event).now()).toBe('0 idle session_started')
  })

  it('begins with a model call after an exact end, but not with a tool', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span())
    expect(play.play(at(900).tool('t1'), at(901).asks()).now()).toMatch('turn_end_span')
    expect(play.play(at(950).calls()).now()).toBe('950 working model_call')
  })

  it('begins with a tool where the last end was only inferred', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply()).until(40_000)
    expect(play.play(at(40_000).tool('t1')).now()).toBe('40000 working tool_running:Bash')
  })
})

describe('a prompt that a hook told of, without its id', () => {
  const asked = () => scenario().play(at(0).prompt(), at(1_000).asks())

  it('is not told anew by the record that knows its id, and is called by that', () => {
    const play = asked().play(at(150, { arrives: 5_000 }).prompt('p1'))
    expect(play.now()).toBe('1000 waiting permission:Bash')
    play.play(at(3_000, { arrives: 5_000 }).prompt('p1'), at(-20, { arrives: 5_000 }).prompt('p1'))
    expect(play.now()).toBe('1000 waiting permission:Bash')
    expect(play.play(at(6_000).prompt('p2')).now()).toBe('6000 working prompt')
  })

  it('is another one where it comes later', () => {
    const play = asked().play(at(1_500).prompt('p1'))
    expect(play.now()).toBe('1500 working prompt')
  })
})

describe('a prompt that a file tells of as well, of which neither knows the id', () => {
  const again = { again: true } as const

  it('is not told anew, whichever account comes first', () => {
    const hookFirst = scenario().play(at(0).prompt(), at(30).prompt(undefined, again))
    expect(hookFirst.told()).toEqual(['0 working prompt'])
    const fileFirst = scenario().play(
      at(30).prompt(undefined, again),
      at(0, { arrives: 100 }).prompt(),
    )
    expect(fileFirst.told()).toEqual(['30 working prompt'])
    expect(fileFirst.play(at(600).stopHook()).view()?.turns).toBe(1)
  })

  it('is another one where it comes later', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ tools: false }))
    play.play(at(2_000).prompt(undefined, again))
    expect(play.told().slice(-2)).toEqual([
      '2000 completed next_prompt ok ?',
      '2000 working prompt',
    ])
  })
})
