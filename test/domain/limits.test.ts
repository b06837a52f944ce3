// A hostile or broken exporter: what a turn remembers has an end, and the state stays right.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('a turn', () => {
  it('with tools that never end is held open by the latest of them', () => {
    const tools = times(1_000, (i) => at(10 + i).tool(`tool ${i}`, { tool: `T${i}` }))
    const ends = times(744, (i) => at(2_000 + i).toolEnds(`tool ${i}`, true, `T${i}`))
    const play = scenario().play(at(0).prompt(), ...tools, ...ends)
    expect(play.now()).toContain('working tool_running:T744')
    play.play(...times(256, (i) => at(3_000 + i).toolEnds(`tool ${744 + i}`, true)))
    expect(play.now()).toContain('working model_call')
  })

  it('with hooks that never end is ended by its span all the same', () => {
    const hooks = times(200, (i) => at(10 + i).hook(`hook ${i}`))
    const play = scenario().play(at(0).prompt(), ...hooks)
    expect(play.now()).toContain('working hook_running')
    expect(play.play(at(1_000).span('ok')).now()).toBe('1000 completed turn_end_span ok')
  })

  it('with more calls than are remembered goes on to its end', () => {
    const calls = times(3_000, (i) => at(10 + i).reply({ callId: `call ${i}`, tools: true }))
    const seconds = times(3_000, (i) =>
      at(4_000 + i).reply({ callId: `other ${i}`, tools: false, secondary: true }),
    )
    const play = scenario().play(at(0).prompt(), ...calls, ...seconds)
    expect(play.now()).toContain('working tool_requested')
    expect(play.play(at(9_000).span('ok')).now()).toBe('9000 completed turn_end_span ok')
  })

  it('with more questions than are remembered waits for the last one', () => {
    const asks = times(500, (i) => at(10 + i).asks(`Q${i}`))
    const play = scenario().play(at(0).prompt(), ...asks)
    expect(play.now()).toContain('waiting permission:Q499')
    expect(play.play(at(2_000).answers()).now()).toContain('working')
  })
})
