// Prompts that waited for the last turn's end: they come before the hook that tells of it has started.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const notify = { kind: 'turn_ended', evidence: 'notify', outcome: 'ok', lingerMs: 1_000 } as const

describe('a queued prompt', () => {
  it('begins the next turn, though the end of the last was told later than it', () => {
    const play = scenario().play(at(0).prompt(), at(1_000).calls(), at(3_300).event(notify))
    expect(play.now()).toBe('3300 completed notify ok')
    play.play(at(3_010, { arrives: 4_000 }).prompt())
    expect(play.now()).toBe('4000 working prompt')
    play.play(at(3_000, { arrives: 5_000 }).span('ok', { startedMs: 0, proves: true }))
    expect(play.now()).toBe('4000 working prompt')
    expect(play.view()?.turns).toBe(1)
  })

  it('is no other account of the prompt whose turn ended', () => {
    const play = scenario().play(at(0).prompt(), at(800).event(notify))
    play.play(at(40, { arrives: 1_000 }).prompt())
    expect(play.now()).toBe('800 completed notify ok')
  })

  it('goes on where the end of the last is told once more, by a program that starts later', () => {
    const ended = { kind: 'turn_ended', evidence: 'session_file', outcome: 'ok' } as const
    const once = { ...notify, onlyGoodEnds: true }
    const begun = () =>
      scenario().play(at(0).prompt('p1'), at(3_000).event(ended), at(3_010).prompt('p2'))
    expect(begun().play(at(3_025).event(once)).now()).toBe('3010 working prompt')
    expect(begun().play(at(4_001).event(once)).now()).toBe('4001 completed notify ok')
    const answered = begun().play(at(3_700).reply(), at(3_900).event(once))
    expect(answered.now()).toBe('3900 completed notify ok')
    const first = scenario().play(at(0).prompt(), at(500).event(once))
    expect(first.now()).toBe('500 completed notify ok')
  })

  it('goes on where a hook that nobody waits for tells once more that the last one failed', () => {
    const failed = {
      kind: 'turn_ended',
      evidence: 'stop_failure_hook',
      outcome: 'error',
      onlyGoodEnds: true,
    } as const
    const begun = () =>
      scenario().play(at(0).prompt('p1'), at(3_000).fails(true), at(3_010).prompt('p2'))
    expect(begun().play(at(3_200).event(failed)).now()).toBe('3010 working prompt')
    const again = begun().play(at(3_100).fails(true), at(3_200).event(failed))
    expect(again.now()).toBe('3200 completed stop_failure_hook error')
    expect(begun().play(at(9_000).event(failed)).now()).toBe(
      '9000 completed stop_failure_hook error',
    )
  })

  it('is known by its id, where prompts have one', () => {
    const ended = () => scenario().play(at(0).prompt('p1'), at(800).event(notify))
    expect(
      ended()
        .play(at(600, { arrives: 1_000 }).prompt('p2'))
        .now(),
    ).toBe('1000 working prompt')
    const same = ended().play(at(700, { arrives: 1_000 }).prompt('p1'))
    expect(same.now()).toBe('800 completed notify ok')
  })
})

describe('a queued prompt right behind an end that is dated by itself', () => {
  const ended = () => scenario().play(at(0).prompt('p1'), at(1_000, { arrives: 1_900 }).span('ok'))

  it('begins the next turn, where its id is another', () => {
    const play = ended().play(at(1_003, { arrives: 2_000 }).prompt('p2'))
    expect(play.now()).toBe('2000 working prompt')
  })

  it.each([
    ['its own', 1_003, 'p1'],
    ['not known', 1_003, undefined],
    ['of one before the end', 1_000, 'p2'],
  ])('is none where its id is %s', (_, ms, promptId) => {
    const play = ended().play(at(ms, { arrives: 2_000 }).prompt(promptId))
    expect(play.now()).toBe('1900 completed turn_end_span ok')
  })
})

describe('a prompt', () => {
  it('told twice, once with its id, is one', () => {
    const play = scenario().play(at(0).prompt('p1'), at(100).asks())
    play.play(at(30, { arrives: 900 }).prompt())
    expect(play.now()).toBe('100 waiting permission:Bash')
    play.play(at(1_000, { arrives: 1_010 }).prompt())
    expect(play.now()).toBe('1010 working prompt')
  })

  it('whose end is sure to be told is not given up for silence', () => {
    const end = at(600_000).span('ok')
    const sure = at(0).event({ kind: 'prompt', endTold: true })
    const late = at(100).event({ kind: 'model_call_started' })
    expect(scenario().play(late, sure).until(600_000).now()).toBe('100 working model_call')
    const play = scenario().play(sure).until(600_000)
    expect(play.told()).toEqual(['0 working prompt'])
    expect(play.play(end).now()).toBe('600000 completed turn_end_span ok')
    expect(scenario().play(sure).until(3_700_000).now()).toMatch(/^3600000 expired/)
  })

  it('is given up where its end is told only if it is no good one, and it may have been', () => {
    const told = at(60).event({ kind: 'session_started', badEndsTold: true })
    const play = () => scenario().play(at(0).prompt('p1'), told)
    expect(play().until(600_000).told()).toEqual(['0 working prompt'])
    const tried = play().play(at(500).fails()).until(100_000)
    expect(tried.now()).toBe('500 working model_error ?')
    const answered = play().play(at(500).reply())
    expect(answered.until(4_000).now()).toBe('3500 completed quiet_period ok ?')
    const refused = play().play(at(400).reply({ tools: true }), at(500).refuses('t1'))
    expect(refused.until(4_000).now()).toBe('3500 completed quiet_period denied ?')
  })

  it('is one whoever tells of it first', () => {
    const sure = at(60).event({ kind: 'prompt', endTold: true })
    const play = () => scenario().play(at(0).prompt('p1'), sure)
    expect(play().until(600_000).told()).toEqual(['0 working prompt'])
    const tried = play().play(at(500).fails()).until(100_000)
    expect(tried.now()).toBe('500 working model_error ?')
    const answered = play().play(at(500).reply())
    expect(answered.until(8_000).now()).toBe('500 working reply ?')
    expect(answered.until(9_000).now()).toBe('8500 completed quiet_period ok ?')
  })
})

describe('a prompt that a hook told of a moment late', () => {
  const hook = at(150).prompt()
  const log = (ms: number, promptId?: string) => at(ms, { arrives: 1_000 }).prompt(promptId)
  const failed = at(60, { arrives: 1_000 }).fails(true)
  const error = '4000 completed quiet_period error ?'

  it('is that of a call which failed before the hook ran', () => {
    expect(scenario().play(hook).batch(log(10), failed).until(4_000).now()).toBe(error)
    const told = scenario().play(hook).batch(log(10, 'p1'), failed)
    told.batch(at(80, { arrives: 1_100 }).span(undefined, { startedMs: 5 }))
    expect(told.now()).toBe('1100 completed turn_end_span error')
    const named = scenario().play(at(150).prompt('p1'))
    expect(named.batch(log(10, 'p1'), failed).until(4_000).now()).toBe(error)
  })

  it('is not told by the log of another one', () => {
    const named = scenario().play(at(150).prompt('p2')).batch(log(10, 'p1'), failed)
    expect(named.now()).toBe('150 working prompt')
    const ended = scenario().play(at(0).prompt(), at(40).span('ok'), at(150).prompt('p2'))
    expect(ended.batch(log(10), failed).now()).toBe('150 working prompt')
    const overtaken = scenario().play(at(30).prompt('p1'), at(150).prompt('p2'))
    expect(overtaken.batch(log(10), failed).now()).toBe('30 working prompt')
  })

  it('leaves as it was what came after', () => {
    const play = scenario().play(hook, at(400).reply({ tools: true, decisionsTold: true }))
    play.batch(log(10), at(300, { arrives: 1_000 }).fails(true))
    expect(play.now()).toBe('400 working tool_requested ?')
  })
  it('is not that of a round which the agent began by itself since', () => {
    const agent = at(200).tool('t1', { delegates: true, endIsTold: true })
    const play = scenario().play(hook, agent, at(250).toolEnds('t1'), at(300).subAgentEnds())
    play.play(at(500).prompt()).batch(log(10))
    play.batch(at(400, { arrives: 1_100 }).span(undefined, { startedMs: 5 }))
    expect(play.now()).toBe('250 working model_call')
  })
})
