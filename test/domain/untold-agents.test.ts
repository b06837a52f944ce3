// Sub-agents left in the background by calls of which spans tell ahead of the logs.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const mayRun = { delegated: 'may_run' } as const
const answer = { callId: 'c2', startedMs: 540, secondary: true, tools: false } as const
const delegates = { tool: 'Agent', delegates: true, endIsTold: true } as const

/** All of the turn but its prompt, as its spans tell it at 3600. */
const spans = (...more: readonly ReturnType<ReturnType<typeof at>['span']>[]) =>
  scenario()
    .batch(at(0).prompt('p1'))
    .batch(
      at(530, { arrives: 3_600 }).foretellsAgent('a1'),
      at(1_500, { arrives: 3_600 }).reply(answer),
      at(1_510, { arrives: 3_600 }).span(undefined, { ...mayRun, startedMs: -30 }),
      ...more,
    )

/** The same, and what follows, as the logs do later. */
const log = (ms: number, arrives = 4_000) => at(ms, { arrives })
const left = (arrives?: number) => [
  log(490, arrives).tool('a1', delegates),
  log(500, arrives).reply({ callId: 'c1', startedMs: 10, tools: true, decisionsTold: true }),
  log(530, arrives).toolEnds('a1', true, 'Agent'),
]
const answered = log(1_500).reply({ callId: 'c2', startedMs: 540 })

describe('the end of a turn that spans tell ahead of the logs of a call that left a sub-agent', () => {
  it('is none where that one is at work', () => {
    const play = spans().batch(...left(), answered, log(3_000).tool('t1', { sub: true }))
    expect(play.until(60_000).told()).toEqual([
      '0 working prompt',
      '4000 working tool_running:Agent',
    ])
    play.play(
      at(61_000).toolEnds('t1'),
      at(61_050).subAgentEnds(),
      at(61_100).prompt('p2'),
      at(63_600).reply({ startedMs: 61_110 }),
      at(62_010).span(undefined, { ...mayRun, startedMs: 61_080 }),
    )
    expect(play.now()).toBe('62010 completed turn_end_span ok')
    expect(play.view()?.turns).toBe(1)
  })

  it('is none where a hook that ran at the end is told with them', () => {
    const play = spans().batch(...left(), answered, log(1_512).stopHook(mayRun))
    expect(play.until(60_000).now()).toBe('4000 working tool_running:Agent')
  })

  it('is told with them where it is done by then', () => {
    const play = spans().batch(...left(), log(900).subAgentEnds(), answered)
    expect(play.told()).toEqual(['0 working prompt', '4000 completed turn_end_span ok'])
  })

  it('is told with them where the call was none that leaves one', () => {
    const call = [log(490).tool('a1', delegates), log(530).toolEnds('a1', false, 'Agent')]
    expect(
      spans()
        .batch(...call, answered)
        .now(),
    ).toBe('4000 completed turn_end_span ok')
  })

  it('waits on where they tell of the call’s begin alone', () => {
    const play = spans().batch(log(490, 3_610).tool('a1', delegates))
    expect(play.until(3_999).now()).toBe('0 working prompt')
    play.batch(log(530).toolEnds('a1', true, 'Agent'), answered)
    expect(play.now()).toBe('4000 working tool_running:Agent')
  })

  it('is told after a while where they stay away', () => {
    expect(spans().until(20_000).told()).toEqual([
      '0 working prompt',
      '13600 completed turn_end_span ok',
    ])
  })

  it('is told at once where they had told of it', () => {
    const told = scenario().play(at(0).prompt('p1'), ...left(1_000), log(900, 1_000).subAgentEnds())
    told.batch(
      at(530, { arrives: 3_600 }).foretellsAgent('a1'),
      at(1_500, { arrives: 3_600 }).reply(answer),
      at(1_510, { arrives: 3_600 }).span(undefined, mayRun),
    )
    expect(told.now()).toBe('3600 completed turn_end_span ok')
  })

  const spansAlone = () =>
    scenario().batch(
      at(520, { arrives: 3_600 }).reply({ ...answer, callId: 'c1', startedMs: 10, tools: true }),
      at(530, { arrives: 3_600 }).foretellsAgent('a1'),
      at(1_500, { arrives: 3_600 }).reply(answer),
      at(1_510, { arrives: 3_600 }).span(undefined, mayRun),
    )

  it('is told after a while where spans alone tell of the turn', () => {
    expect(spansAlone().until(13_599).now()).toBe('3600 working reply ?')
    expect(spansAlone().until(20_000).now()).toBe('13600 completed turn_end_span ok')
  })

  it('is none where the logs of a first turn show that one at work, its prompt among them', () => {
    const play = spansAlone().batch(log(0).prompt('p1'), ...left(), answered)
    expect(play.until(60_000).now()).toBe('4000 working tool_running:Agent')
    const done = [log(0).prompt('p1'), ...left(), log(900).subAgentEnds(), answered]
    expect(
      spansAlone()
        .batch(...done)
        .now(),
    ).toBe('4000 completed turn_end_span ok')
  })

  it('is an interruption where no answer is known', () => {
    const play = scenario().play(at(0).prompt('p1'), at(530).foretellsAgent('a1'))
    expect(play.play(at(1_510).span(undefined, mayRun)).until(20_000).now()).toBe(
      '1760 completed turn_end_span interrupted',
    )
  })

  it('is told with the end of the session', () => {
    expect(spans().batch(at(3_700).exits()).told()).toEqual([
      '0 working prompt',
      '3700 completed turn_end_span ok',
      '3700 expired exited',
    ])
  })
})

describe('a turn with sub-agents whose spans come ahead of the logs of several rounds', () => {
  /** The agent has come back, left another one and answered once more. */
  const secondRound = [
    at(2_530, { arrives: 3_600 }).foretellsAgent('a2'),
    at(3_500, { arrives: 3_600 }).reply({ ...answer, callId: 'c4', startedMs: 2_310 }),
    at(3_510, { arrives: 3_600 }).span(undefined, { ...mayRun, startedMs: 2_270 }),
  ]
  const lastAnswer = log(3_500).reply({ callId: 'c4', startedMs: 2_310 })
  const cameBack = [log(2_200).subAgentEnds(), log(2_300).prompt('p2')]

  it('ends with the last of them', () => {
    const play = spans(...secondRound).batch(...left(), answered, ...cameBack, lastAnswer)
    expect(play.told()).toEqual(['0 working prompt', '4000 completed turn_end_span ok'])
    expect(play.view()?.turns).toBe(1)
  })

  it('goes on where that one left another', () => {
    const play = spans(...secondRound).batch(
      ...left(),
      answered,
      ...cameBack,
      log(2_490).tool('a2', delegates),
      log(2_530).toolEnds('a2', true, 'Agent'),
      log(3_500).reply({ callId: 'c4', startedMs: 2_610 }),
    )
    expect(play.until(60_000).now()).toBe('4000 working tool_running:Agent')
  })

  const atWork = () =>
    scenario().play(
      at(0).prompt('p1'),
      ...left(600),
      log(1_500, 1_600).reply({ callId: 'c2', startedMs: 540 }),
      at(1_510, { arrives: 1_600 }).span(undefined, { ...mayRun, startedMs: -30 }),
    )
  const lastEnd = at(3_510, { arrives: 3_600 }).span(undefined, { ...mayRun, startedMs: 2_270 })

  it('ends once the prompt of a round is told, the end of which came ahead of it', () => {
    const play = atWork().play(lastEnd, at(3_000, { arrives: 3_700 }).tool('t1', { sub: true }))
    expect(play.now()).toBe('1600 working tool_running:Agent')
    play.batch(...cameBack, lastAnswer)
    expect(play.now()).toBe('4000 completed turn_end_span ok')
  })

  it('does not end with a command that ran at the prompt meanwhile', () => {
    const play = atWork().play(at(1_900).span(undefined, { ...mayRun, startedMs: 1_880 }))
    play.batch(...cameBack, lastAnswer)
    expect(play.now()).toBe('4000 working reply ?')
    expect(play.play(at(4_010).span(undefined, mayRun)).now()).toBe(
      '4010 completed turn_end_span ok',
    )
  })
})
