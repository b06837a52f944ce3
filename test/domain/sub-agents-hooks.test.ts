// Sub-agents in the background of an agent whose hooks are told ahead of its logs.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** As logs tell that its sub-agents may be at work, and as a hook does that lists them. */
const mayRun = { delegated: 'may_run' } as const
const atWork = { outcome: 'ok', delegated: 'run' } as const
const delegates = { tool: 'Agent', delegates: true, endIsTold: true } as const

/** One is left in the background, and the agent has answered. */
const left = () =>
  scenario().play(
    at(0).prompt('p1'),
    at(490).tool('a1', delegates),
    at(500).reply({ startedMs: 10, tools: true, decisionsTold: true }),
    at(530).toolEnds('a1', true, 'Agent'),
    at(1500).reply({ startedMs: 540 }),
  )

describe('a turn that left a sub-agent in the background', () => {
  it('goes on where a hook alone tells that it is at work', () => {
    const play = scenario().play(
      at(0).prompt('p1'),
      at(500).toolEnds('a1', true, 'Agent'),
      at(1500).stopHook(atWork),
    )
    play.play(at(490, { arrives: 1600 }).tool('a1', { tool: 'Agent', delegates: true }))
    play.play(at(1450, { arrives: 1601 }).reply({ startedMs: 540 }))
    expect(play.until(4000).told().slice(2)).toEqual(['1500 working tool_running:Agent'])
    play.play(
      at(5000).event({ kind: 'tool_ended', toolId: 't1', tool: 'Bash', ok: true, sub: true }),
    )
    play.play(at(9000).prompt('p2'), at(9800).stopHook({ outcome: 'ok' }))
    expect(play.told()).toEqual(['9000 working model_call', '9800 completed stop_hook ok'])
  })

  it('goes on where a hook tells that its call was answered ahead of all else', () => {
    const play = scenario().play(at(0).prompt('p1'), at(530).toolEnds('a1', true, 'Agent'))
    play.batch(
      at(490, { arrives: 900 }).tool('a1', delegates),
      at(500, { arrives: 900 }).reply({ startedMs: 10, decisionsTold: true }),
      at(530, { arrives: 900 }).toolEnds('a1', true, 'Agent'),
    )
    play.play(at(1500).reply({ startedMs: 540 }), at(1510).stopHook(mayRun))
    expect(play.until(5000).now()).toBe('1500 working tool_running:Agent')
  })

  it('goes on with the next one where the end of another is told late', () => {
    const play = scenario().play(at(0).prompt('p1'), at(1500).stopHook(atWork))
    play.play(at(5000).prompt('p2'), at(5400).stopHook(atWork))
    play.play(at(4900, { arrives: 5900 }).subAgentEnds())
    expect(play.until(20_000).now()).toBe('5400 working tool_running:Agent')
  })

  it('has gone on by the time the end of the round before is told', () => {
    const play = left().play(
      at(1600).prompt('p2'),
      at(1510, { arrives: 2500 }).span(undefined, mayRun),
    )
    expect(play.now()).toBe('1600 working model_call')
  })

  it('has gone on where its next call has begun as well', () => {
    const play = left().play(at(1600).prompt('p2'), at(1650).calls())
    play.told()
    play.play(at(1510, { arrives: 2500 }).span(undefined, mayRun))
    expect(play.told()).toEqual([])
    expect(play.view()?.turns).toBe(0)
  })

  it('goes on although a tool of the sub-agent’s failed before it was done', () => {
    const stopped = left().play(at(2000).tool('t1'), at(3000).toolEnds('t1', false))
    stopped.play(at(4000).prompt('p2'))
    expect(stopped.told()).toContain('4000 completed next_prompt interrupted ?')
    const play = left().play(at(2000).tool('t1'), at(3000).toolEnds('t1', false))
    play.play(at(3900).subAgentEnds(), at(4000).prompt('p2'), at(5000).reply({ startedMs: 4010 }))
    expect(play.until(60_000).told().slice(-2)).toEqual([
      '8000 completed quiet_period ok ?',
      '38000 idle completed_timeout',
    ])
    expect(play.view()?.turns).toBe(1)
  })

  it('goes on where the hook of a good end comes ahead of the answer', () => {
    const begun = [at(490).tool('a1', delegates), at(530).toolEnds('a1', true, 'Agent')]
    const play = scenario().play(at(0).prompt('p1'), ...begun, at(1510).stopHook(mayRun))
    expect(play.until(60_000).now()).toBe('1510 working tool_running:Agent')
  })

  it('is not held up by hooks of the round before', () => {
    const play = left().play(at(1505).hook('Stop'))
    play.play(at(1510).stopHook(mayRun))
    expect(play.now()).toBe('1510 working tool_running:Agent')
  })

  it('does not take a tool that the main thread is known to have asked for', () => {
    const reply = { sub: true, callId: 'c1', text: 'follows' } as const
    const asks = (sub?: boolean) =>
      left().play(
        at(1600).prompt('p2'),
        at(1990).tool('t1', { sub }),
        at(2000).reply({ ...reply, startedMs: 1900 }),
        at(2010).text('c1'),
        at(2100).reply({ startedMs: 1610, tools: true, decisionsTold: true }),
      )
    expect(asks(false).until(60_000).now()).toBe('1990 working tool_running:Bash')
    expect(asks().until(60_000).now()).toBe('3300 waiting permission ?')
  })
})
