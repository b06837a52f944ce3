// Spans of calls that come ahead of the logs of their turn, in one batch with the end of a turn.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const answer = { callId: 'c1', secondary: true, tools: false } as const
const helper = (ms: number, arrives: number) => at(ms, { arrives, helper: true })

describe('a next turn whose first span came with the end of the last, ahead of its prompt', () => {
  const spans = (lastMs: number) => [
    at(900, { arrives: 1300 }).reply(answer),
    at(910, { arrives: 1300 }).span(),
    at(lastMs, { arrives: 1300 }).reply({ ...answer, callId: 'c2', tools: true }),
  ]
  const logs = (callId: string) => [
    at(900, { arrives: 1301 }).reply({ callId: 'c1', text: 'follows' }),
    at(920, { arrives: 1301 }).prompt('p2'),
    at(1000, { arrives: 1301 }).reply({
      callId,
      startedMs: 930,
      text: 'follows',
      decisionsTold: true,
    }),
    at(1000, { arrives: 1301 }).text(callId),
  ]

  it('asks the person, although its reply had text', () => {
    const play = scenario().batch(at(0).prompt('p1'))
    play.batch(...spans(1000)).batch(...logs('c2'))
    expect(play.until(60_000).now()).toBe('1301 waiting permission ?')
  })

  it('may be over where that span names no call', () => {
    const play = scenario()
      .batch(at(0).prompt('p1'))
      .batch(...spans(1000).slice(0, 2))
    play.batch(at(1000, { arrives: 1300 }).reply({ secondary: true, tools: true }))
    play.batch(...logs('c2')).until(60_000)
    expect(play.told()).toContain('9301 completed quiet_period ok ?')
  })

  it('may be over where that span was a helper’s, or of a call before the prompt', () => {
    const helped = scenario().batch(at(0).prompt('p1'))
    helped.batch(...spans(1000)).batch(helper(1000, 1301).reply({ callId: 'c2' }))
    helped.batch(...logs('c2')).until(60_000)
    expect(helped.told()).toContain('9301 completed quiet_period ok ?')
    const before = scenario().batch(at(0).prompt('p1'))
    before
      .batch(...spans(915))
      .batch(...logs('c2'))
      .until(60_000)
    expect(before.told()).toContain('9301 completed quiet_period ok ?')
  })
})

describe('a turn that was given up, whose next call is told by its span first', () => {
  it('asks the person, although its reply had text', () => {
    const play = scenario().batch(at(0).prompt('p1')).until(181_000)
    expect(play.now()).toBe('180000 idle no_evidence ?')
    play.batch(at(200_000, { arrives: 201_000 }).reply({ ...answer, tools: true }))
    play.batch(
      at(200_000, { arrives: 201_010 }).reply({
        callId: 'c1',
        startedMs: 199_000,
        text: 'follows',
        decisionsTold: true,
      }),
      at(200_000, { arrives: 201_010 }).text('c1'),
    )
    expect(play.until(260_000).now()).toBe('201010 waiting permission ?')
  })
})

describe('a helper’s call that outlasts its turn', () => {
  const outlasting = { callId: 'title', secondary: true, tools: false, startedMs: 50 } as const
  const titleSpan = at(930, { arrives: 1000 }).reply(outlasting)

  it('hides neither that turn nor how it failed, where all logs come after it', () => {
    const play = scenario().batch(
      at(900, { arrives: 1000 }).foretellsFailure(),
      at(910, { arrives: 1000 }).span(undefined, { startedMs: 0 }),
      titleSpan,
    )
    expect(play.now()).toBe('1000 idle session_started')
    play.batch(
      at(20, { arrives: 1001 }).prompt('p1'),
      at(900, { arrives: 1001 }).fails(true),
      helper(930, 1001).reply({ callId: 'title' }),
    )
    expect(play.now()).toBe('1001 completed turn_end_span error')
  })

  it('begins no other one', () => {
    const play = scenario().batch(
      at(900, { arrives: 1000 }).reply({ ...answer, startedMs: 100 }),
      at(910, { arrives: 1000 }).span(undefined, { startedMs: 0 }),
      titleSpan,
    )
    expect(play.until(20_000).now()).toBe('1000 completed turn_end_span ok')
    expect(play.view()?.turns).toBe(1)
  })

  it('is not taken for one that was under way as a command ended that began after it', () => {
    const play = scenario()
      .batch(at(310).span(undefined, { startedMs: 300 }))
      .batch(titleSpan)
    expect(play.now()).toBe('1000 working reply ?')
    const undated = scenario().batch(at(310).span()).batch(titleSpan)
    expect(undated.now()).toBe('1000 working reply ?')
  })
})
