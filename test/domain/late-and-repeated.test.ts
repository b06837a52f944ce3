// Records that come late, twice, with names out of nowhere, or for a conversation that was not heard of.

import { addUsage, createLedger, totalsOf } from '../../src/domain/session/usage.ts'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'
import { describe, expect, it } from 'vitest'
import { createReceipt, receive } from '../../src/domain/session/receipt.ts'

describe('a conversation with a parent nobody knows', () => {
  it('shows no session in the parent’s place under its own name', () => {
    const play = scenario().play(at(0, { id: 'c' }).started({ parentId: 'p' }))
    expect(play.ids()).toEqual([])
    expect(play.play(at(100, { id: 'p' }).prompt()).ids()).toEqual(['p'])
  })

  it('that was told before its parent makes no second session of that name', () => {
    const play = scenario().play(at(0, { id: 'c' }).tool('t1'))
    expect(play.play(at(1, { id: 'c' }).started({ parentId: 'p' })).ids()).toEqual(['c'])
  })
})

describe('a span that proves a turn', () => {
  it('of a turn that was acknowledged already completes no second one', () => {
    const play = scenario()
      .play(at(0).prompt(), at(500).reply({ tools: false }))
      .until(3600)
    play.acknowledge(4000).told()
    play.play(at(530, { arrives: 5000 }).span('ok', { proves: true, startedMs: 1 }))
    expect(play.told().filter((line) => /working|completed/.test(line))).toEqual([])
    expect(play.view()?.turns).toBe(1)
  })

  it('of a turn that faded already completes no second one', () => {
    const play = scenario()
      .play(at(0).prompt(), at(500).reply({ tools: false }))
      .until(40_000)
    play.play(at(530, { arrives: 41_000 }).span('ok', { proves: true, startedMs: 1 }))
    expect(play.view()).toMatchObject({ state: 'idle', turns: 1 })
  })
})

describe('a next turn without a prompt', () => {
  it('takes nothing back: the last one was complete', () => {
    const play = scenario()
      .play(at(0).prompt('p1'), at(500).reply({ tools: false }))
      .until(4000)
    expect(play.play(at(5000).calls({ promptId: 'p2' })).now()).toBe('5000 working model_call')
  })
})

describe('the late end of a turn', () => {
  it('does not end the call that began since', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(5000).calls())
    play.play(at(530, { arrives: 6000 }).span('ok'))
    expect(play.view()).toMatchObject({ state: 'working', turns: 1 })
  })
})

describe('a session that is heard of first by a younger record', () => {
  it('has the turn whose records were under way', () => {
    const play = scenario().play(at(900).started({ mention: true }))
    play.batch(
      at(0, { arrives: 1000 }).prompt(),
      at(800, { arrives: 1000 }).reply({ tools: false }),
    )
    expect(play.until(5000).now()).toBe('4000 completed quiet_period ok ?')
  })

  it('and was there before has no turn from before its end', () => {
    const play = scenario().play(at(0).prompt(), at(500).exits(), at(900).started())
    play.play(at(400, { arrives: 1000 }).prompt('late'))
    expect(play.now()).toBe('900 idle session_started')
    play.play(at(600, { arrives: 1100 }).prompt('early'))
    expect(play.now()).toBe('1100 working prompt')
  })
})

describe('a session that comes back', () => {
  it('with the end of a tool is at work, whether or not it had turns before', () => {
    const play = scenario({ maxSessions: 1 })
    play.play(at(0).prompt(), at(100).reply(), at(110).span(), at(200).prompt(), at(300).tool('t'))
    play.play(at(400, { id: 'b' }).prompt(), at(500).toolEnds('t'))
    expect(play.now('s')).toBe('500 working model_call')
  })
})

describe('a session that ended', () => {
  const ended = () => scenario().play(at(0).prompt(), at(500).calls(), at(900).exits())

  it('does not come back for the last words of its program', () => {
    const play = ended().play(at(950).reply(), at(960).tool('t'))
    play.play(at(1000).span('interrupted', { proves: true, startedMs: 0 }))
    expect(play.ids()).toEqual([])
  })

  it('was stopped in its turn, where that was told in order', () => {
    const play = scenario().play(at(0).prompt(), at(500).tool('t'))
    play.play(at(900).event({ kind: 'session_ended', reason: 'exited', stopsTurn: true }))
    expect(play.told().slice(-2)).toEqual([
      '900 completed session_ended interrupted',
      '900 expired exited',
    ])
  })

  it.each([
    ['a prompt', at(950).prompt()],
    ['a call of its model, later', at(3000).calls()],
    ['the end of a turn that began later', at(1200).span('ok', { proves: true, startedMs: 950 })],
  ])('comes back with %s', (_, event) => {
    expect(ended().play(event).ids()).toEqual(['s'])
  })
})

describe('two processes without session ids', () => {
  it('are two sessions, also while the first is at work', () => {
    const play = scenario().play(at(0, { id: '', origin: '1' }).prompt())
    expect(play.play(at(100, { id: '', origin: '2' }).prompt()).ids()).toHaveLength(2)
  })
})

describe('totals', () => {
  it('stay numbers, however large the records’ are', () => {
    const ledger = createLedger()
    for (let n = 0; n < 2; n++) addUsage(ledger, 'logs', 'm', { input: Number.MAX_VALUE })
    expect(Number.isFinite(totalsOf(ledger).input)).toBe(true)
  })
})

describe('a batch that is sent again', () => {
  it('of 300 numbered records counts once', () => {
    const receipt = createReceipt()
    const send = () => {
      for (let n = 1; n <= 300; n++) receive(receipt, '', n, 1000 + n)
    }
    send()
    send()
    expect(receipt.received).toBe(300)
  })
})
