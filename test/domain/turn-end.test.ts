// How a turn comes to its end: by silence, or by a record that says so.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('silence', () => {
  it('completes an answered turn, then idles, then removes the session', () => {
    const told = scenario().play(at(0).prompt('p1'), at(600).reply()).until(400_000).told()
    expect(told).toEqual([
      '0 working prompt',
      '600 working reply ?',
      '3600 completed quiet_period ok ?',
      '33600 idle completed_timeout',
      '300600 expired timeout ?',
    ])
  })

  it('counts from the last evidence of the turn, not from other traffic', () => {
    const play = scenario().play(at(0).prompt(), at(600).reply(), at(2000).activity())
    expect(play.until(5000).told().at(-1)).toBe('3600 completed quiet_period ok ?')
  })

  it('puts off the removal with every record', () => {
    const play = scenario().play(at(0).prompt(), at(600).reply(), at(200_000).activity())
    expect(play.until(499_999).now()).toBe('33600 idle completed_timeout')
    expect(play.until(500_000).now()).toBe('500000 expired timeout ?')
  })

  it('says nothing while a model call is pending', () => {
    expect(scenario().play(at(0).prompt()).until(179_999).told()).toEqual(['0 working prompt'])
  })

  it('says nothing while a tool runs, up to the limit for stuck ones', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t1'), at(600).reply())
    expect(play.until(3_600_599).now()).toBe('500 working tool_running:Bash')
    expect(play.until(3_600_600).now()).toBe('3600600 expired timeout ?')
  })

  it('keeps to other time spans where they are set', () => {
    const tuning = { quietPeriodMs: 10_000, completedTimeoutMs: 1_000, sessionTimeoutMs: 20_000 }
    const told = scenario(tuning).play(at(0).prompt(), at(600).reply()).until(60_000).told()
    expect(told.slice(2)).toEqual([
      '10600 completed quiet_period ok ?',
      '11600 idle completed_timeout',
      '20600 expired timeout ?',
    ])
  })

  it('removes a completed session no sooner than it was shown', () => {
    const play = scenario({ sessionTimeoutMs: 2_000 }).play(at(0).prompt(), at(600).reply())
    expect(play.until(60_000).told().slice(2)).toEqual([
      '3600 completed quiet_period ok ?',
      '33600 expired timeout ?',
    ])
  })
})

describe('an exact end', () => {
  it('is told at once by a span, without a quiet period', () => {
    const play = scenario().play(at(0).prompt(), at(600).reply(), at(620).span())
    expect(play.until(10_000).told().slice(2)).toEqual(['620 completed turn_end_span ok'])
  })

  it('is told by a stop hook', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(600).reply(),
      at(610).hook('Stop'),
      at(700).stopHook(),
    )
    expect(play.told().slice(2)).toEqual([
      '610 working hook_running:Stop',
      '700 completed stop_hook ok',
    ])
  })

  it('keeps the turn going where the stop hook blocks', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(600).reply(),
      at(610).hook('Stop'),
      at(700).hookEnds('Stop'),
      at(701).calls(),
    )
    expect(play.until(10_000).now()).toBe('701 working model_call')
  })

  it('makes a guess certain', () => {
    const play = scenario().play(at(0).prompt(), at(600).reply(), at(620, { arrives: 4000 }).span())
    expect(play.told().slice(2)).toEqual([
      '3600 completed quiet_period ok ?',
      '4000 completed turn_end_span ok',
    ])
    expect(play.view()?.turns).toBe(1)
  })

  it('lets later records of the same turn change nothing', () => {
    const play = scenario().play(at(0).prompt(), at(600).reply(), at(620).span())
    play.told()
    play.play(
      at(500, { arrives: 900 }).tool('t1'),
      at(550, { arrives: 900 }).calls(),
      at(600, { arrives: 900 }).reply(),
      at(610, { arrives: 900 }).text(),
      at(620, { arrives: 901 }).asks(),
      at(0, { arrives: 902 }).prompt(),
      at(620, { arrives: 903 }).span(),
      at(625, { arrives: 904 }).reply(),
    )
    expect(play.told()).toEqual([])
    expect(play.view()?.turns).toBe(1)
  })

  it('may linger: records a little younger than it still belong to its turn', () => {
    const answer = { evidence: 'agent_response', lingerMs: 500, outcome: 'ok' } as const
    const play = scenario().play(at(0).prompt(), at(600).stopHook(answer), at(1100).reply())
    expect(play.now()).toBe('600 completed agent_response ok')
    expect(play.play(at(1101).reply()).now()).toBe('1101 working reply ?')
  })

  it.each(['ok', 'error', 'interrupted', 'denied'] as const)(
    'has the outcome told: %s',
    (outcome) => {
      const play = scenario().play(at(0).prompt(), at(600).reply(), at(620).span(outcome))
      expect(play.now()).toBe(`620 completed turn_end_span ${outcome}`)
    },
  )

  it('is interrupted where a reply or a tool was still to come', () => {
    const reply = scenario().play(at(0).prompt(), at(600).span())
    expect(reply.until(850).now()).toBe('850 completed turn_end_span interrupted')
    const tool = scenario().play(at(0).prompt(), at(500).tool('t'), at(510).reply(), at(600).span())
    expect(tool.until(850).now()).toBe('850 completed turn_end_span interrupted')
  })

  it('is an error where a model call failed, even if told as ok', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(), at(600).span('ok'))
    expect(play.view()?.outcome).toBe('error')
  })

  it('is a denial where the question was left open, told as an interruption or not at all', () => {
    const asked = () => scenario().play(at(0).prompt(), at(500).asks())
    expect(asked().play(at(900).span()).view()?.outcome).toBe('denied')
    expect(asked().play(at(900).span('interrupted')).view()?.outcome).toBe('denied')
    const undecided = scenario().play(at(0).prompt(), at(500).reply({ tools: true }))
    undecided.play(at(900).span())
    expect(undecided.until(1_150).now()).toBe('1150 completed turn_end_span denied')
  })

  it('of an earlier turn leaves the open one alone', () => {
    const play = scenario().play(at(1000).prompt(), at(900, { arrives: 1200 }).span('ok'))
    expect(play.told()).toEqual(['1000 working prompt'])
  })

  it('without a turn does nothing, unless it proves that there was one', () => {
    const play = scenario().play(at(0).started(), at(500).span('ok'))
    expect(play.now()).toBe('0 idle session_started')
    play.play(at(900).span('ok', { proves: true, startedMs: 600 }))
    expect(play.told().slice(1)).toEqual([
      '900 working model_call',
      '900 completed turn_end_span ok',
    ])
    expect(play.view()?.turns).toBe(1)
  })

  it('that proves a turn without saying when it began proves one after the last', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(100).span('ok'),
      at(900).span('error', { proves: true }),
    )
    expect(play.now()).toBe('900 completed turn_end_span error')
    expect(play.view()?.turns).toBe(2)
  })

  it('that proves a turn also shows the session, by its own time where no other is told', () => {
    const play = scenario().play(at(900).span('ok', { proves: true }))
    expect(play.told()).toEqual(['900 working model_call', '900 completed turn_end_span ok'])
  })

  it('told twice counts one turn', () => {
    const play = scenario().play(at(900).span('ok', { proves: true, startedMs: 0 }))
    play.play(at(903).span('ok', { proves: true, startedMs: 0 }))
    expect(play.view()?.turns).toBe(1)
  })

  it('interrupted may have been a refusal, unless it is sure', () => {
    const asked = () => scenario().play(at(0).prompt(), at(500).reply({ tools: true }))
    const end = { kind: 'turn_ended', evidence: 'x', outcome: 'interrupted' } as const
    expect(asked().play(at(900).event(end)).now()).toBe('900 completed x denied')
    const stopped = { ...end, sure: true }
    expect(asked().play(at(900).event(stopped)).now()).toBe('900 completed x interrupted')
    const refused = asked().play(at(890).refuses('t1'), at(900).event(stopped))
    expect(refused.now()).toBe('900 completed x denied')
  })

  it('well may have been an error or a question, unless it is sure', () => {
    const failing = () => scenario().play(at(0).prompt(), at(500).fails(), at(510).asks())
    const end = { kind: 'turn_ended', evidence: 'x', outcome: 'ok' } as const
    expect(failing().play(at(900).event(end)).now()).toBe('900 completed x error')
    const sure = failing().play(at(900).event({ ...end, sure: true }))
    expect(sure.now()).toBe('900 completed x ok')
    sure.play(at(905, { arrives: 2_000 }).span('error'))
    expect(sure.now()).toBe('900 completed x ok')
  })

  it('void takes the turn back', () => {
    const play = scenario().play(at(0).prompt(), at(30).span('void'))
    expect(play.told()).toEqual(['0 working prompt', '30 idle acknowledged'])
    expect(play.view()?.turns).toBe(0)
  })
})

describe('the hook of a good end', () => {
  it('tells of one, though its answer is not told yet', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply({ tools: true }), at(900).stopHook())
    expect(play.until(5_000).now()).toBe('900 completed stop_hook ok')
  })

  it('tells of none where the last call failed', () => {
    const play = scenario().play(at(0).prompt(), at(500).fails(true), at(900).stopHook())
    expect(play.now()).toBe('900 completed stop_hook error')
  })
})
