// Turns that have names of their own: what is said to be of another one finds the last one over.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a turn with a name of its own', () => {
  const first = at(0).prompt(undefined, { turnId: 't1' })
  const next = (turnId?: string) => at(2_000).prompt(undefined, { turnId })

  it.each([
    // How it was stopped nothing tells, and whoever prompts knows.
    ['stopped where a model call pends', 'idle next_prompt ?', [at(100).calls()]],
    [
      'stopped where a tool runs',
      'idle next_prompt ?',
      [at(100).reply({ tools: true }), at(110).tool('t1')],
    ],
    ['refused where that was told', 'completed next_prompt denied ?', [at(100).refuses('t1')]],
    ['refused as it was asked about', 'completed next_prompt denied ?', [at(100).asks()]],
    ['failed', 'completed next_prompt error ?', [at(100).fails(true)]],
    ['answered', 'completed next_prompt ok ?', [at(100).reply()]],
  ])('is over when a prompt begins another: %s', (_, end, events) => {
    const play = scenario().play(first, ...events)
    play.told()
    expect(play.play(next('t2')).told()).toEqual([`2000 ${end}`, '2000 working prompt'])
    play.play(at(1_510, { arrives: 5_000 }).span('error', { startedMs: 0 }))
    expect(play.now()).toBe('2000 working prompt')
    expect(play.view()?.turns).toBe(1)
  })

  it('is told as stopped where the records of all ends come', () => {
    const before = [at(-9_000).prompt(), at(-8_000).reply(), at(-7_990).span('ok')]
    const play = scenario().play(...before, first, at(100).calls())
    play.told()
    expect(play.play(next('t2')).told()).toEqual([
      '2000 completed next_prompt interrupted ?',
      '2000 working prompt',
    ])
  })

  it.each([
    ['interrupted', at(100).calls()],
    ['denied', at(100).refuses('t1')],
    ['error', at(100).fails()],
  ])('is told at once though the first record of an end is yet to come: %s', (outcome, event) => {
    const begin = at(0, { promises: true }).prompt(undefined, { turnId: 't1' })
    const play = scenario().play(begin, event)
    play.told()
    expect(play.play(next('t2')).told()).toEqual([
      `2000 completed next_prompt ${outcome} ?`,
      '2000 working prompt',
    ])
    play.play(at(1_500, { arrives: 5_000 }).span('interrupted', { startedMs: 0 }))
    expect(play.now()).toBe('2000 working prompt')
    expect(play.view()?.turns).toBe(1)
  })

  it('goes on where the agent prompts itself with what its sub-agents found', () => {
    const agent = at(110).tool('a1', { tool: 'Agent', delegates: true, endIsTold: true })
    const reply = at(120).reply({ startedMs: 10, tools: true, decisionsTold: true })
    const left = at(150).toolEnds('a1', true, 'Agent')
    const play = scenario().play(first, agent, reply, left, at(900).reply({ startedMs: 160 }))
    play.play(at(1_000).stopHook({ outcome: 'ok', delegated: 'run' }), next('t2'))
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })

  it.each(['t1', undefined])('goes on where what is typed has the same one, or none', (turnId) => {
    const play = scenario().play(first, at(100).calls(), next(turnId))
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })
})

describe('a model call that names its turn', () => {
  const prompt = (promises = false) => at(0, { promises }).prompt(undefined, { turnId: 't1' })
  const call = (turnId: string, timeMs = 2_000) => at(timeMs).calls({ begins: false, turnId })

  it('begins it, and the one before is over', () => {
    const play = scenario().play(prompt(), at(100).reply())
    play.told()
    expect(play.play(call('t2')).told()).toEqual([
      '2000 completed next_call ok ?',
      '2000 working model_call',
    ])
    play.play(at(2_500).reply(), call('t3', 3_000))
    expect(play.view()?.turns).toBe(2)
  })

  it.each([
    ['t2', '2000 working model_call'],
    ['t1', '200 completed turn_end_span ok'],
  ])('begins it after the end of t1 only where it is another: %s', (turnId, now) => {
    const play = scenario().play(prompt(), at(100).reply(), at(200).span('ok'), call(turnId))
    expect(play.now()).toBe(now)
  })

  it.each([
    ['ok', at(100).reply()],
    ['error', at(100).fails()],
  ])('ends the one before though the record of its end is yet to come: %s', (outcome, event) => {
    const play = scenario().play(prompt(true), event)
    play.told()
    expect(play.play(call('t2')).told()).toEqual([
      `2000 completed next_call ${outcome} ?`,
      '2000 working model_call',
    ])
  })

  it('begins it after one that was given up', () => {
    const play = scenario().play(prompt(), at(100).calls())
    play.until(200_000)
    expect(play.now()).toBe('180100 idle no_evidence ?')
    expect(play.play(call('t2', 201_000)).now()).toBe('201000 working model_call')
  })

  it('goes on with what runs where that is the last one', () => {
    const play = scenario().play(prompt(), at(100).reply(), call('t1'))
    expect(play.now()).toBe('2000 working model_call')
    expect(play.view()?.turns).toBe(0)
  })
})
