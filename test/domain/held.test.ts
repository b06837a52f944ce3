// Conversations begun beside one that is at work, of which it is not known at once whose they are.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const asking = { tools: true, decisionsTold: true }
const child = { id: 'child' }

describe('a conversation that may be a sub-agent’s', () => {
  const spawned = { spawned: 'child' }
  const maybe = { mayBeSpawned: true }
  const begun = () => scenario().play(at(0).prompt(), at(400).reply(asking))

  it('is held back until the call that began it is told', () => {
    const play = begun().batch(at(420, child).started(maybe), at(430, child).prompt())
    expect(play.until(1_600).ids()).toEqual(['s'])
    play.play(at(425, { arrives: 1_610 }).toolEnds('t1', true, 'spawn_agent', spawned))
    play.play(at(1_700, child).asks('Bash'))
    expect(play.ids()).toEqual(['s'])
    expect(play.now()).toBe('1700 waiting permission:Bash')
    expect(play.told('child')).toEqual([])
  })

  it('is held back where the call does not name it', () => {
    const play = begun().play(at(420, child).started(maybe))
    const ends = { spawned: { forMs: 30 } }
    play.play(at(430, { arrives: 1_500 }).toolEnds('t1', true, 'spawn_agent', ends))
    expect(play.until(9_000).ids()).toEqual(['s'])
  })

  it('is held back until it tells itself whose it is', () => {
    const play = begun().play(at(420, child).started(maybe), at(440, child).prompt())
    play.play(at(500, child).started({ parentId: 's' }))
    expect(play.until(9_000).ids()).toEqual(['s'])
    expect(play.told('child')).toEqual([])
  })

  it('is a session where nothing tells of it with the next batch', () => {
    const play = begun().play(at(420, child).started(maybe), at(430, child).prompt())
    expect(play.due()).toBe(1_600)
    expect(play.until(1_619).ids()).toEqual(['s'])
    expect(play.until(1_620).ids()).toEqual(['s', 'child'])
    expect(play.told('child')).toEqual(['1620 idle session_started', '1620 working prompt'])
    expect(play.view('child')?.telemetry.received).toBe(2)
  })

  it('is followed by the one that serves its prompt, whatever else is at work by then', () => {
    const title = { id: 'title' }
    const serves = { ...maybe, mayServePrompt: true }
    const play = begun().batch(at(5_000, child).started(maybe), at(5_070, child).prompt())
    play.play(at(5_100).span('ok'), at(5_110, title).started(serves), at(5_140, title).prompt())
    expect(play.until(9_000).ids()).toEqual(['s', 'child'])
    expect(play.told('title')).toEqual([])
  })

  it('keeps what it counts', () => {
    const usage = { input: 10 }
    const play = begun().play(at(420, child).started(maybe), at(500, { ...child, usage }).reply())
    play.play(at(600).toolEnds('t1', true, 'spawn_agent', spawned))
    expect(play.view()?.totals.input).toBe(10)
  })

  it.each([
    ['another process is at work', { origin: '2' }, maybe],
    ['another agent is at work', { agent: 'codex' }, maybe],
    ['its agent has no such sub-agents', {}, {}],
  ])('is none where %s', (_, more, started) => {
    const play = begun().play(at(420, { ...child, ...more }).started(started))
    expect(play.ids()).toEqual(['s', 'child'])
  })

  it('is none where nothing is at work', () => {
    const play = scenario().play(at(0).prompt(), at(100).span('ok'), at(900, child).started(maybe))
    expect(play.ids()).toEqual(['s', 'child'])
  })

  it('is none where it has been shown, or serves the prompt', () => {
    const play = scenario().play(at(0, child).started(), at(10).prompt())
    play.play(at(20, child).started(maybe), at(25, child).prompt())
    expect(play.now('child')).toBe('25 working prompt')
    play.play(at(30, { id: 'title' }).started({ ...maybe, mayServePrompt: true }))
    expect(play.until(3_000).ids()).toEqual(['child', 's'])
  })

  it('is let go of where it tells too much, or where there are too many', () => {
    const play = begun().play(at(420, child).started(maybe))
    for (let index = 0; index < 511; index++) play.play(at(430, child).prompt())
    expect(play.until(430).ids()).toEqual(['s', 'child'])
    for (let index = 0; index < 65; index++)
      play.play(at(440, { id: `more ${index}` }).started(maybe))
    expect(play.ids()).toEqual(['s', 'child', 'more 64'])
  })
})
