// Hooks of the agent's that run within a turn.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a hook', () => {
  it('that blocks the end makes the agent go on', () => {
    const goesOn = { kind: 'hook_ended', hook: 'Stop', goesOn: true } as const
    const told = scenario().play(at(0).prompt(), at(500).reply(), at(510).hook('Stop'))
    expect(told.play(at(600).event(goesOn)).until(60_000).now()).toBe('600 working model_call')
    // Its start may be lost.
    const untold = scenario().play(at(0).prompt(), at(500).reply(), at(600).event(goesOn))
    expect(untold.until(60_000).now()).toBe('600 working model_call')
  })

  it('holds the turn while it runs', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(510).hook('Stop'))
    expect(play.until(60_000).now()).toBe('510 working hook_running:Stop')
    play.play(at(60_000).hookEnds('Stop'))
    expect(play.until(63_000).now()).toBe('63000 completed quiet_period ok ?')
  })

  it('that was not told to start says nothing by ending', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply(), at(2000).hookEnds('Stop'))
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('that keeps the prompt from the model may have forbidden it: only its start is told then', () => {
    const play = scenario().play(at(0).prompt(), at(10).hook('UserPromptSubmit'))
    expect(play.until(180_000).now()).toBe('10 working hook_running:UserPromptSubmit')
    expect(play.until(190_000).now()).toBe('180010 idle no_evidence ?')
    const sure = scenario().play(
      at(0, { promises: true }).prompt(),
      at(10).hook('UserPromptSubmit'),
    )
    expect(sure.until(600_000).now()).toBe('10 working hook_running:UserPromptSubmit')
  })

  it('that looks at a failed tool shows that nobody stopped it', () => {
    const failed = scenario().play(at(0).prompt(), at(10).toolEnds('t1', false))
    failed.play(at(20).hook('PostToolUseFailure'))
    expect(failed.until(90_000).now()).toBe('20 working hook_running:PostToolUseFailure')
  })
})
