// What a key pressed in an agent's terminal tells: the person is there.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const types = (ms: number) => at(ms).event({ kind: 'input' })

describe('a key', () => {
  const done = () => scenario().play(at(0).prompt(), at(1_000).reply(), at(1_010).span())

  it('acknowledges what has completed', () => {
    const play = done().play(types(5_000))
    expect(play.now()).toBe('5000 idle acknowledged')
    expect(play.changes.at(-1)!.kind).toBe('seen')
  })

  it('acknowledges what silence ended', () => {
    const play = scenario().play(at(0).prompt(), at(1_000).reply()).until(4_500).play(types(5_000))
    expect(play.now()).toBe('5000 idle acknowledged ?')
    expect(play.view()!.turns).toBe(1)
  })

  it('pressed before the person can have looked does not', () => {
    const play = done().play(types(1_400))
    expect(play.now()).toBe('1010 completed turn_end_span ok')
    expect(play.play(types(1_600)).now()).toBe('1600 idle acknowledged')
  })

  it('ends no question, nor any work: it is told once', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), types(900), types(1_200))
    expect(play.now()).toBe('500 waiting permission:Bash')
    expect(play.changes.filter(({ kind }) => kind === 'seen')).toHaveLength(1)
    play.play(at(1_500).answers(), types(2_000))
    expect(play.now()).toBe('1500 working model_call')
    expect(play.changes.filter(({ kind }) => kind === 'seen')).toHaveLength(2)
  })

  it('that came with news was pressed once that was told', () => {
    const play = scenario().play(at(0).prompt())
    play.batch(at(500).hook('Stop'), types(500))
    const told = play.changes.map(({ kind, previous }) => [kind, previous?.reason])
    expect(told).toEqual([
      ['state', undefined],
      ['state', 'prompt'],
      ['seen', 'hook_running:Stop'],
    ])
  })
})
