// Where exact ends are known to come, silence has to last longer; where they stay away, it does not.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario, type Scenario } from './support/scenario.ts'

/** Plays a turn from `ms` on and tells how it stood after a long silence. */
function silentTurn(play: Scenario, ms: number, reply = {}, promises = false): string | undefined {
  play.play(at(ms, { promises }).prompt(), at(ms + 500, { promises }).reply(reply))
  return play.until(ms + 20_000).now()
}

const promised = { promises: true }

describe('spans that are promised', () => {
  it('are waited for', () => {
    expect(silentTurn(scenario(), 0, {}, true)).toBe('8500 completed quiet_period ok ?')
  })

  it('are not needed after a reply that surely asks for no tool', () => {
    expect(silentTurn(scenario(), 0, { tools: false }, true)).toBe(
      '3500 completed quiet_period ok ?',
    )
  })

  it('are waited for no shorter than the quiet period', () => {
    expect(silentTurn(scenario({ quietPeriodMs: 10_000 }), 0, {}, true)).toBe(
      '10500 completed quiet_period ok ?',
    )
  })

  it('are waited for again once one came, however sure the reply', () => {
    const play = scenario().play(
      at(0, promised).prompt(),
      at(500).reply({ tools: false }),
      at(510).span(),
    )
    expect(silentTurn(play, 60_000, { tools: false })).toBe('68500 completed quiet_period ok ?')
  })

  it('are no longer waited for once one stayed away', () => {
    const play = scenario()
    expect(silentTurn(play, 0, {}, true)).toBe('8500 completed quiet_period ok ?')
    expect(silentTurn(play, 60_000, {}, true)).toBe('63500 completed quiet_period ok ?')
  })

  it('are waited for again when they come after all', () => {
    const play = scenario()
    silentTurn(play, 0, {}, true)
    play.play(at(510, { arrives: 21_000 }).span())
    expect(play.now()).toBe('21000 completed turn_end_span ok')
    expect(silentTurn(play, 60_000)).toBe('68500 completed quiet_period ok ?')
  })

  it('are not waited for where sub-agents keep them open, and are by the next turn', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span())
    const begins = at(60_100).toolEnds('t1', true, 'spawn_agent', { spawned: { forMs: 30 } })
    play.play(at(60_000).prompt(), begins)
    expect(
      play
        .play(at(60_500).reply({ tools: false }))
        .until(80_000)
        .now(),
    ).toBe('63500 completed quiet_period ok ?')
    expect(silentTurn(play, 90_000)).toBe('98500 completed quiet_period ok ?')
  })

  it('are waited for there too where the reply may ask for a tool', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).span())
    const begins = at(60_100).toolEnds('t1', true, 'spawn_agent', { spawned: { forMs: 30 } })
    play.play(at(60_000).prompt(), begins, at(60_500).reply())
    expect(play.until(80_000).now()).toBe('68500 completed quiet_period ok ?')
  })

  it('are waited for while a call is tried again', () => {
    const play = scenario().play(at(0, promised).prompt(), at(500).fails())
    expect(play.until(100_000).now()).toBe('500 working model_error ?')
    expect(play.until(200_000).now()).toBe('180500 completed quiet_period error ?')
  })

  it('are waited for after a refusal, as the person may have said what to do instead', () => {
    const play = scenario().play(
      at(0).prompt(),
      at(500).reply({ tools: false }),
      at(510).span('ok'),
    )
    play.play(at(1000).prompt(), at(1500).reply({ tools: true }), at(2000).refuses('t1'))
    expect(play.until(40_000).now()).toBe('2000 working tool_refused ?')
    expect(play.until(60_000).now()).toBe('47000 completed quiet_period denied ?')
  })

  it('are waited for after failed turns too', () => {
    const play = scenario().play(at(0, promised).prompt(), at(500).fails(true))
    expect(play.until(30_000).now()).toBe('8500 completed quiet_period error ?')
  })
})

describe('hooks that are promised', () => {
  const turn = (play: Scenario) => play.play(at(1).prompt(), at(500).reply())

  it('are waited for after a good reply', () => {
    const play = turn(scenario().play(at(0).started(), at(0).promise()))
    expect(play.until(30_000).now()).toBe('8500 completed quiet_period ok ?')
  })

  it('are not waited for after a failed call, which fires none', () => {
    const play = scenario().play(
      at(0).started(),
      at(0).promise(),
      at(1).prompt(),
      at(500).fails(true),
    )
    expect(play.until(30_000).now()).toBe('3500 completed quiet_period error ?')
  })

  it('are waited for once seen, promised or not', () => {
    const play = turn(scenario()).play(at(600).stopHook())
    expect(silentTurn(play, 60_000, { tools: false })).toBe('68500 completed quiet_period ok ?')
  })

  it('are no longer waited for once one stayed away after a good reply', () => {
    const play = turn(scenario().play(at(0).started(), at(0).promise())).until(30_000)
    expect(silentTurn(play, 60_000)).toBe('63500 completed quiet_period ok ?')
  })

  it('are still waited for after a turn that failed', () => {
    const play = scenario().play(
      at(0).started(),
      at(0).promise(),
      at(1).prompt(),
      at(500).fails(true),
    )
    play.until(30_000)
    expect(silentTurn(play, 60_000)).toBe('68500 completed quiet_period ok ?')
  })

  it('promised again change nothing', () => {
    const play = turn(scenario()).play(at(600).stopHook(), at(700).promise())
    expect(silentTurn(play, 60_000)).toBe('68500 completed quiet_period ok ?')
  })
})

it('an end of a kind of its own, such as that of a compaction, promises no other', () => {
  const compacted = { kind: 'turn_ended', evidence: 'compaction', outcome: 'ok' } as const
  const end = at(900).event({ ...compacted, alone: true })
  const play = scenario().play(at(0).prompt(), at(500).reply(), end)
  expect(silentTurn(play, 60_000)).toBe('63500 completed quiet_period ok ?')
})
