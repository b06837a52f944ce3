// When a session waits for its person.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** A reply that surely asks for a tool, from an agent that tells decisions at once. */
const asking = { tools: true, decisionsTold: true }
/** A reply whose text would be told by a record of its own. */
const textless = { text: 'follows', decisionsTold: true, callId: 'c1' } as const

describe('a question told outright', () => {
  it('is waiting at once, and names what is asked', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('Bash'))
    expect(play.now()).toBe('500 waiting permission:Bash')
    expect(play.until(3_000_000).now()).toBe('500 waiting permission:Bash')
  })

  it('is answered by the decision about that tool', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('Bash'), at(9000).tool('t1'))
    expect(play.now()).toBe('9000 working tool_running:Bash')
  })

  it('is answered by a decision of the person under another name', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('mcp__x__y'))
    play.play(at(600).tool('t0', { tool: 'Read' }))
    expect(play.now()).toBe('500 waiting permission:mcp__x__y')
    play.play(at(9000).tool('t1', { tool: 'mcp_tool', byUser: true }))
    expect(play.now()).toBe('9000 working tool_running:Read')
  })

  it('is answered by the tool having run', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), at(9000).toolEnds('t1'))
    expect(play.now()).toBe('9000 working model_call')
  })

  it('is answered by a refusal', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), at(9000).refuses('t1'))
    expect(play.now()).toBe('9000 working tool_refused ?')
    expect(play.until(20_000).now()).toBe('12000 completed quiet_period denied ?')
  })

  it('is answered by being told so', () => {
    const play = scenario().play(at(0).prompt(), at(400).reply(asking), at(500).asks())
    expect(play.play(at(900).answers()).now()).toBe('900 working model_call')
  })

  it('stays answered where the reply that asked is told later', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('permission'), at(900).answers())
    play.play(at(400, { arrives: 1000 }).reply(asking)).until(10_000)
    expect(play.now()).toBe('900 working model_call')
  })

  it('is answered by a next model call', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), at(900).calls())
    expect(play.now()).toBe('900 working model_call')
  })

  it('is answered where a reply that began later has ended', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks())
    expect(play.play(at(600).reply({ startedMs: 100 })).now()).toBe('500 waiting permission:Bash')
    expect(play.play(at(9000).reply({ startedMs: 700 })).now()).toBe('9000 working reply ?')
  })

  it('shows the latest of several', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks('Bash'), at(510).asks('Edit'))
    expect(play.now()).toBe('510 waiting permission:Edit')
    play.play(at(900).tool('t2', { tool: 'Edit', byUser: true }))
    expect(play.now()).toBe('900 waiting permission:Bash')
    play.play(at(950).tool('t1', { byUser: true }), at(960).toolEnds('t1'))
    expect(play.now()).toBe('950 working tool_running:Edit')
  })

  it('given up after the limit for stuck ones', () => {
    const play = scenario({ stuckTimeoutMs: 10_000 }).play(at(0).prompt(), at(500).asks())
    expect(play.until(10_500).told().slice(1)).toEqual([
      '500 waiting permission:Bash',
      '10500 idle no_evidence ?',
    ])
  })

  it('shows a session that was not known, and opens its turn', () => {
    expect(scenario().play(at(0).asks()).told()).toEqual(['0 waiting permission:Bash'])
  })
})

describe('a reply that asks for a tool, about which nothing is decided', () => {
  it('waits at once where the batch had time to hold the decision', () => {
    const play = scenario().play(at(0).prompt(), at(500, { arrives: 1000 }).reply(asking))
    expect(play.told().slice(1)).toEqual(['1000 waiting permission ?'])
  })

  it('waits for the next batch where this one left too soon', () => {
    const play = scenario().play(at(0).prompt(), at(500, { arrives: 600 }).reply(asking))
    expect(play.until(1799).now()).toBe('600 working tool_requested ?')
    expect(play.until(1800).now()).toBe('1800 waiting permission ?')
  })

  it('waits for the next batch where the delay tells nothing', () => {
    const play = scenario().play(at(0).prompt(), at(500, { arrives: 2501 }).reply(asking))
    expect(play.until(3700).now()).toBe('2501 working tool_requested ?')
    expect(play.until(3701).now()).toBe('3701 waiting permission ?')
  })

  it('waits for the next batch where this one was held up', () => {
    // As Codex sends to a receiver that hung for 6 s (measured): the next one a second after the answer.
    const play = scenario().play(at(0, { arrives: 6300 }).prompt())
    play.play(at(300, { arrives: 6300 }).reply({ ...asking, startedMs: 0 }))
    play.play(at(320, { arrives: 7310 }).tool('t1'))
    expect(play.told().slice(1)).toEqual([
      '6300 working tool_requested ?',
      '7310 working tool_running:Bash',
    ])
  })

  it('goes on with the decision, which was on its way', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ ...asking, startedMs: 0 }))
    play.play(at(520, { arrives: 1000 }).tool('t1')).until(30_000)
    expect(play.told().slice(1)).toEqual([
      '500 working tool_requested ?',
      '1000 working tool_running:Bash',
    ])
  })

  it('does not wait where the rules had decided before the reply was told', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(480).tool('t1'),
      at(500).reply({ ...asking, startedMs: 20 }),
      at(8000).toolEnds('t1'),
    )
    expect(play.until(30_000).told()).toEqual([
      '0 working prompt',
      '480 working tool_running:Bash',
      '8000 working model_call',
    ])
  })

  it('does not wait where the tool had even run by then', () => {
    const play = scenario().play(at(0).prompt(), at(480).tool('t1'), at(490).toolEnds('t1'))
    play.play(at(500).reply({ ...asking, startedMs: 20 }))
    expect(play.until(30_000).now()).toBe('490 working model_call')
  })

  it('stays at work where decisions are not told', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ tools: true }))
    expect(play.until(3_600_499).now()).toBe('500 working tool_requested ?')
    expect(play.until(3_600_500).now()).toMatch('expired')
  })

  it('is given up after the limit for stuck ones', () => {
    const play = scenario({ stuckTimeoutMs: 10_000 }).play(at(0).prompt(), at(500).reply(asking))
    expect(play.until(60_000).told().slice(2)).toEqual([
      '1700 waiting permission ?',
      '10500 idle no_evidence ?',
    ])
  })

  it('is seen in the stream', () => {
    const play = scenario().play(at(0).prompt(), at(300).streams(), at(400).streams(true))
    play.play(at(500).reply({ decisionsTold: true }))
    expect(play.until(5000).now()).toBe('1700 waiting permission ?')
  })

  it('is ruled out by a stream without one', () => {
    const play = scenario().play(at(0).prompt(), at(300).streams())
    play.play(at(500).reply({ decisionsTold: true, text: 'follows' }))
    expect(play.until(5000).now()).toBe('3500 completed quiet_period ok ?')
  })
})

describe('a reply that asks for a tool, where every question is told', () => {
  const told = () => scenario().play(at(0).prompt(undefined, { asksTold: true }))

  it('is no question until one is told: the agent may refuse the tool by itself', () => {
    const play = told().play(at(500).reply({ ...asking, startedMs: 20 }))
    expect(play.until(60_000).now()).toBe('500 working tool_requested ?')
    play.play(at(60_500).reply({ startedMs: 600, tools: false }))
    expect(play.until(64_000).now()).toBe('63500 completed quiet_period ok ?')
  })

  it('is one as soon as it is told', () => {
    const play = told().play(at(500).reply(asking), at(600).asks('permission'))
    expect(play.now()).toBe('600 waiting permission')
  })

  it('is none of a sub-agent either', () => {
    const play = told().play(
      at(490).tool('a1', { tool: 'Agent', delegates: true }),
      at(500).reply({ ...asking, startedMs: 10 }),
      at(2000).reply({ sub: true, text: 'follows', callId: 'c1', startedMs: 600 }),
    )
    expect(play.until(60_000).now()).toBe('490 working tool_running:Agent')
  })
})

describe('a reply that came in one burst', () => {
  const burst = { visibleTokens: 15, decisionsTold: true }

  it('holds a tool call', () => {
    const play = scenario().play(at(0).prompt(), at(480).firstToken(), at(500).reply(burst))
    expect(play.until(5000).now()).toBe('1700 waiting permission ?')
  })

  it('holds one too where the first token is told after its end', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(burst), at(540).firstToken())
    expect(play.until(5000).now()).toBe('1740 waiting permission ?')
  })

  it('holds none where it has few tokens, or tells no number', () => {
    const few = { ...burst, visibleTokens: 14 }
    const play = scenario().play(at(0).prompt(), at(480).firstToken(), at(500).reply(few))
    expect(play.until(5000).now()).toBe('3500 completed quiet_period ok ?')
    const untold = scenario().play(at(0).prompt(), at(480).firstToken(), at(500).reply())
    expect(untold.until(5000).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('holds none where the tokens came over time', () => {
    const play = scenario().play(at(0).prompt(), at(400).firstToken(), at(500).reply(burst))
    expect(play.until(5000).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('is another one where the first token comes long after the last reply', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(burst), at(700).firstToken())
    expect(play.until(5000).now()).toBe('700 working model_call')
  })
})

describe('a reply without the text that would be told', () => {
  it('waits', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(textless))
    expect(play.until(5000).told().slice(1)).toEqual([
      '500 working reply ?',
      '1700 waiting permission ?',
    ])
  })

  it('does not wait where the text comes', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(textless), at(501).text('c1'))
    expect(play.until(5000).now()).toBe('3501 completed quiet_period ok ?')
  })

  it('waits where the text is another reply’s', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(textless), at(501).text('c0'))
    expect(play.until(5000).now()).toBe('1700 waiting permission ?')
  })
})
