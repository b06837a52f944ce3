// What an agent goes on with by itself: after it has compacted the conversation, and towards a goal.

import { describe, expect, it } from 'vitest'
import type { AgentEvent } from '../../src/domain/event.ts'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

/** What was told but that it works. */
const others = (play: ReturnType<typeof scenario>): string[] =>
  play.told().filter((line) => !line.includes(' working '))

describe('a call right behind an answer, which was a summary', () => {
  const compacted = [at(900).calls(), at(2_000).reply({ tools: false })]

  it('goes on with the turn: no person asks so soon', () => {
    const play = scenario().play(at(0).prompt(), ...compacted, at(2_060).calls())
    expect(others(play)).toEqual([])
    play.play(at(3_000).reply({ tools: false }))
    expect(others(play.until(6_000))).toEqual(['6000 completed quiet_period ok ?'])
  })

  it('goes on with it later too where the call names it', () => {
    const named = [at(100).calls({ turnId: 't1' }), at(1_000).reply({ tools: false })]
    const play = (turnId: string) =>
      scenario().play(at(0).prompt(), ...named, at(3_000).calls({ turnId }))
    expect(play('t1').view()).toMatchObject({ state: 'working', turns: 0 })
    expect(play('t2').view()).toMatchObject({ state: 'working', turns: 1 })
  })
})

describe('a call some time after an answer, as where a hook makes the agent go on', () => {
  const answered = [
    at(0).prompt('p1'),
    at(100).calls({ promptId: 'p1' }),
    at(1_000).reply({ tools: false }),
  ]

  it('goes on with the turn where it is for the same prompt', () => {
    const play = scenario().play(...answered, at(2_000).calls({ promptId: 'p1' }))
    expect(others(play)).toEqual([])
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })

  it('does so too where a file has told ahead of it that the agent goes on', () => {
    const [prompt, call, reply] = answered as [AgentEvent, AgentEvent, AgentEvent]
    const sentOn = at(1_900).event({ kind: 'prompt', byItself: true })
    const play = scenario().play(prompt, call, sentOn)
    play.batch(reply, at(2_000).calls({ promptId: 'p1' }))
    expect(others(play)).toEqual([])
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })

  it('is of the next turn where it is for another one, or names none', () => {
    for (const promptId of ['p2', undefined]) {
      const play = scenario().play(...answered, at(2_000).calls({ promptId }))
      expect(others(play)).toEqual(['2000 completed next_call ok ?'])
    }
  })
})

describe('the prompt of a turn that began with compacting', () => {
  const ended = [at(-9_000).prompt(), at(-8_000).reply(), at(-7_990).span('ok')]
  const compacting = [at(0).calls({ turnId: 't1' }), at(1_000).reply({ tools: false })]

  it.each([
    ['right behind it', 1_060, undefined],
    ['later, by its name', 1_900, 't1'],
  ])('is told %s, and begins none', (_, ms, turnId) => {
    const play = scenario().play(...ended, ...compacting)
    play.told()
    play.play(at(ms).prompt(undefined, { turnId }))
    expect(others(play.until(60_000))).toEqual([])
    expect(play.view()).toMatchObject({ state: 'working', turns: 1 })
  })

  it('is another one after a while', () => {
    const play = scenario().play(...ended, ...compacting)
    play.told()
    expect(play.play(at(1_900).prompt()).told()).toEqual([
      '1900 completed next_prompt ok ?',
      '1900 working prompt',
    ])
  })

  it('is another one where the calls before it were of a prompt with another name', () => {
    const queued = [at(0).calls({ promptId: 'p1' }), at(1_000).reply({ tools: false })]
    const play = scenario().play(...ended, ...queued)
    play.told()
    expect(play.play(at(1_060).prompt('p2')).told()).toEqual([
      '1060 completed next_prompt ok ?',
      '1060 working prompt',
    ])
  })

  it('begins none either where the file told of it first', () => {
    const file = at(0).prompt('p1', { endTold: true })
    const play = scenario().play(...ended, file, ...compacting)
    play.told()
    play.play(at(1_900).prompt(undefined, { turnId: 't1' }), at(1_950).calls({ turnId: 't1' }))
    expect(others(play.until(60_000))).toEqual([])
    expect(play.view()).toMatchObject({ state: 'working', turns: 1 })
  })
})

describe('a turn towards a goal', () => {
  const prompt = (ms: number, promptId: string) =>
    at(ms).prompt(promptId, { endTold: true, byItself: true })
  const end = (ms: number, towardsGoal = true) =>
    at(ms).span('ok', { evidence: 'session_file', lingerMs: 1_000, sure: true, towardsGoal })
  const first = [prompt(0, 'p1'), at(900).reply({ tools: false }), end(1_000)]

  it('goes on with the next one, which the agent begins at once', () => {
    const play = scenario().play(...first, prompt(1_010, 'p2'), at(1_900).reply({ tools: false }))
    expect(others(play.until(1_999))).toEqual([])
    expect(play.play(end(2_000, false)).told()).toEqual(['2000 completed session_file ok'])
    expect(play.view()?.turns).toBe(1)
  })

  it('is over where the next one stays away', () => {
    const play = scenario().play(...first)
    expect(others(play.until(2_199))).toEqual([])
    expect(play.until(2_200).told()).toEqual(['2200 completed session_file ok'])
    expect(play.play(prompt(9_000, 'p2')).now()).toBe('9000 working prompt')
  })

  it('is over where the person prompts, who need not be told', () => {
    const play = scenario().play(...first, at(1_500).prompt('p2'))
    expect(play.now()).toBe('1500 working prompt')
    expect(others(play)).toEqual([])
    expect(play.play(at(2_000).reply(), at(2_010).span('ok')).view()?.turns).toBe(2)
  })

  it.each(['p1', 'p0'])('is not ended by the late record of an earlier one, %s', (promptId) => {
    const late = at(1_020, { arrives: 3_000 }).span('ok', { promptId, startedMs: 5 })
    const play = scenario().play(...first, prompt(1_010, 'p2'), at(1_050).calls(), late)
    expect(play.until(60_000).now()).toBe('1010 working model_call')
  })

  it('is not ended by a record of its own name, behind which the agent called its model', () => {
    const calls = [at(0).calls({ turnId: 't1' }), at(900).reply({ tools: false })]
    const span = at(950, { arrives: 2_000 }).span('ok', { turnId: 't1', startedMs: 0 })
    const play = scenario().play(...calls, at(1_000).calls({ turnId: 't1' }), span)
    expect(play.until(60_000).view()).toMatchObject({ state: 'working', turns: 0 })
    play.play(at(61_000).span('ok', { turnId: 't1', startedMs: 960 }))
    expect(play.view()).toMatchObject({ state: 'completed', turns: 1 })
  })
})

describe('the prompt with which an agent comes back to its sub-agents', () => {
  const left = [
    at(0).prompt('p1', { turnId: 'p1' }),
    at(110).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true }),
    at(120).reply({ startedMs: 10, tools: true, decisionsTold: true }),
    at(150).toolEnds('a1', true, 'Agent'),
    at(900).reply({ startedMs: 160 }),
    at(4_800).subAgentEnds(),
    at(4_900).span('ok', { evidence: 'session_file', delegated: 'over' }),
  ]
  const file = (ms: number) => at(ms, { arrives: 5_000 }).prompt(undefined, { endTold: true })
  const log = (ms: number) => at(ms, { arrives: 5_500 }).prompt('p2', { turnId: 'p2' })

  it.each([
    ['by its file first', [file(4_990), log(4_980)]],
    ['by its file last', [log(4_980), file(4_990)]],
  ])('is told twice, %s, and ends nothing', (_, prompts) => {
    const play = scenario().play(...left, ...prompts, at(6_000).reply({ tools: false }))
    expect(others(play)).toEqual([])
    expect(play.play(at(6_010).span('ok')).view()).toMatchObject({ state: 'completed', turns: 1 })
  })
})
