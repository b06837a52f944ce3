// Conversations that a program holds with itself, and ones that take another's place.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const codex = { agent: 'codex', origin: '1' }
const title = { mayServePrompt: true }

describe('a conversation that serves a prompt', () => {
  const served = () =>
    scenario().play(
      at(0, codex).started(),
      at(1000, codex).prompt(),
      at(1050, { ...codex, id: 'title' }).started(title),
    )

  it('shows no session and moves no state', () => {
    const play = served()
    play.play(at(1060, { ...codex, id: 'title' }).prompt())
    play.play(at(1500, { ...codex, id: 'title' }).reply())
    play.play(at(1510, { ...codex, id: 'title' }).span('ok', { proves: true }))
    expect(play.ids()).toEqual(['s'])
    expect(play.now()).toBe('1000 working prompt')
  })

  it('shows no session where the end of its turn is told before its begin', () => {
    const span = (ms: number, id: string) =>
      at(ms, { ...codex, id, arrives: 3_500 }).span('ok', { proves: true, hidden: 'perhaps' })
    const play = scenario().play(at(0, codex).started(), span(3_000, 'title'))
    play.batch(
      at(1_000, { ...codex, arrives: 5_000 }).prompt(),
      at(1_050, { ...codex, arrives: 5_000, id: 'title' }).started(title),
    )
    expect(play.ids()).toEqual(['s'])
    const alone = scenario().play(span(3_000, 'a'), span(3_100, 'b'))
    expect(alone.ids()).toEqual(['a', 'b'])
  })

  it('shows no session where it is told of before that prompt, in one batch', () => {
    const begun = (ms: number, more = {}) => at(ms, { ...codex, arrives: 1_500, ...more })
    const play = scenario().batch(
      begun(960).started({ replaces: true }),
      begun(980, { id: 'title' }).started({ ...title, replaces: true }),
      begun(1_000).prompt(),
      begun(1_010, { id: 'title' }).prompt(),
    )
    expect(play.ids()).toEqual(['s'])
    expect(play.now()).toBe('1500 working prompt')
  })

  it('is never its own', () => {
    const play = scenario().play(at(0, codex).prompt(), at(50, codex).started(title))
    expect(play.ids()).toEqual(['s'])
    expect(play.play(at(500, codex).asks('Bash')).now()).toBe('500 waiting permission:Bash')
  })

  it('shows no session by its turn’s end alone, where its ids tell what it is', () => {
    const hidden = (id: string) =>
      at(3_000, { ...codex, id }).span('ok', { proves: true, hidden: 'likely' })
    const play = scenario().play(hidden('title'))
    expect(play.ids()).toEqual([])
    play.play(at(3_100, codex).span('ok', { proves: true }), hidden('s'))
    expect(play.ids()).toEqual(['s'])
  })

  it('taken for a session, as its begin was lost, is none once the end of its turn tells whose it was', () => {
    const lost = (ms: number) => at(ms, { ...codex, id: 'title', usage: { input: 1 } })
    const play = scenario().play(at(0, codex).started(), lost(1_500).reply())
    play.play(lost(1_510).span('ok', { proves: true, hidden: 'surely' }))
    expect(play.told('title')).toEqual(['1500 working reply ?', '1510 expired superseded'])
    play.play(lost(60_000).reply(), lost(60_010).started(), lost(60_020).prompt())
    expect(play.ids()).toEqual(['s'])
  })

  it('is known by the end of its turn also where that comes first', () => {
    const play = scenario().play(
      at(900, { ...codex, id: 'title' }).span('ok', { proves: true, hidden: 'surely' }),
      at(800, { ...codex, id: 'title', arrives: 1_000 }).reply(),
      at(810, { ...codex, id: '' }).span('ok', { proves: true, hidden: 'surely' }),
    )
    expect(play.ids()).toEqual([])
  })

  it('counts for the session that it serves', () => {
    const usage = { input: 10 }
    const play = served().play(at(1500, { ...codex, id: 'title', usage }).reply())
    expect(play.view()?.totals.input).toBe(10)
  })

  it('that is told twice still serves', () => {
    const play = served().play(at(1051, { ...codex, id: 'title' }).started(title))
    expect(play.ids()).toEqual(['s'])
  })

  it('is never the prompt that another one serves', () => {
    const play = served().play(at(1060, { ...codex, id: 'title' }).prompt())
    play.play(at(1100, { ...codex, id: 'title2' }).started(title))
    play.play(at(1200, { ...codex, id: 'title2', usage: { input: 1 } }).reply())
    expect(play.ids()).toEqual(['s'])
    expect(play.view()?.totals.input).toBe(1)
  })

  it('is one of its own where it begins too late or much too early', () => {
    const play = scenario().play(at(1000, codex).prompt())
    play.play(at(3001, { ...codex, id: 'late' }).started(title))
    play.play(at(949, { ...codex, id: 'early', arrives: 3001 }).started(title))
    expect(play.ids()).toEqual(['s', 'late', 'early'])
  })

  it('may be told a little before the prompt', () => {
    const play = scenario().play(at(1000, codex).prompt())
    play.play(at(950, { ...codex, id: 'title', arrives: 1000 }).started(title))
    expect(play.ids()).toEqual(['s'])
  })

  it('does not serve another process’s prompt', () => {
    const play = scenario().play(at(1000, codex).prompt())
    play.play(at(1050, { ...codex, origin: '2', id: 'other' }).started(title))
    expect(play.ids()).toEqual(['s', 'other'])
  })

  it('serves the latest prompt where processes are not told apart', () => {
    const play = scenario().play(at(1000, codex).prompt())
    play.play(at(1050, { ...codex, origin: '', id: 'title' }).started(title))
    expect(play.ids()).toEqual(['s'])
  })

  it('is told after the next prompt of another conversation in the same process', () => {
    const play = scenario().play(at(1000, codex).prompt())
    play.play(at(1400, { ...codex, id: 'b' }).prompt())
    play.play(at(1300, { ...codex, id: 'title', arrives: 1450 }).started(title))
    play.play(at(1450, { ...codex, id: 'title', usage: { input: 1 } }).reply())
    expect(play.ids()).toEqual(['s', 'b'])
    expect(play.view('s')?.totals.input).toBe(1)
  })

  it('serves none of more prompts than could be its own', () => {
    const play = scenario().play(at(1000, codex).prompt())
    for (let n = 0; n < 64; n++) play.play(at(3_050, { ...codex, id: `${n}` }).prompt())
    play.play(at(1050, { ...codex, id: 'title', arrives: 3050 }).started(title))
    expect(play.ids()).toContain('title')
  })

  it('is one of its own without a prompt, or after another agent’s', () => {
    expect(scenario().play(at(0, codex).started(title)).ids()).toEqual(['s'])
    const play = scenario().play(at(1000).prompt(), at(1050, { ...codex, id: 'b' }).started(title))
    expect(play.ids()).toEqual(['s', 'b'])
  })
})

describe('a conversation that serves a turn under way', () => {
  const guardian = { mayServePrompt: true, mayServeTurn: true }
  /** Codex has a tool's use reviewed in one, whenever the turn comes to that. */
  const begins = (origin: string, start: object = guardian) =>
    at(9_000, { ...codex, origin, id: 'guardian' }).started(start)
  const working = () => scenario().play(at(0, codex).started(), at(1_000, codex).prompt())

  it('shows no session, however late in the turn', () => {
    const play = working().play(begins('1'))
    play.play(at(9_030, { ...codex, id: 'guardian', usage: { input: 5 } }).reply())
    expect(play.ids()).toEqual(['s'])
    expect(play.now()).toBe('1000 working prompt')
    expect(play.view()?.totals.input).toBe(5)
  })

  it('is one of its own beside one at rest, another process, or where it is a title at most', () => {
    const resting = working().play(at(5_000, codex).span('ok'), begins('1'))
    expect(resting.ids()).toEqual(['s', 'guardian'])
    expect(working().play(begins('2')).ids()).toEqual(['s', 'guardian'])
    expect(working().play(begins('1', title)).ids()).toEqual(['s', 'guardian'])
  })
})

describe('a conversation with a parent', () => {
  it('counts for it, as does its own child', () => {
    const play = scenario().play(at(0).prompt(), at(100, { id: 'b' }).started({ parentId: 's' }))
    play.play(at(200, { id: 'c' }).started({ parentId: 'b' }))
    play.play(at(300, { id: 'c', usage: { output: 3 } }).reply())
    expect(play.ids()).toEqual(['s'])
    expect(play.view()).toMatchObject({ state: 'working', totals: { output: 3 } })
  })

  it('that is itself is one of its own', () => {
    expect(
      scenario()
        .play(at(0).started({ parentId: 's' }))
        .ids(),
    ).toEqual(['s'])
  })

  it('is forgotten to have one after 1024 others', () => {
    const play = scenario().play(at(0).prompt(), at(1, { id: 'b' }).started({ parentId: 's' }))
    for (let n = 0; n < 1024; n++) play.play(at(2, { id: `${n}` }).started({ parentId: 's' }))
    expect(play.ids()).toEqual(['s'])
    expect(play.play(at(3, { id: 'b' }).prompt()).ids()).toEqual(['s', 'b'])
  })
})

describe('a conversation that takes the place of the last one', () => {
  const replaces = { replaces: true }

  it('ends it', () => {
    const play = scenario().play(at(0, { id: 'a', origin: '1' }).started(replaces))
    play.play(at(900, { id: 'b', origin: '1' }).started(replaces))
    expect(play.told()).toEqual([
      '0 idle session_started',
      '900 expired superseded',
      '900 idle session_started',
    ])
    expect(play.ids()).toEqual(['b'])
  })

  it('told twice ends nothing', () => {
    const play = scenario().play(at(0, { origin: '1' }).started(replaces))
    expect(play.play(at(900, { origin: '1' }).started(replaces)).ids()).toEqual(['s'])
  })

  it('leaves one in the middle of a turn alone: then it is a sub-agent’s', () => {
    const play = scenario().play(at(0, { id: 'a', origin: '1' }).started(replaces))
    play.play(at(100, { id: 'a', origin: '1' }).prompt())
    play.play(at(900, { id: 'b', origin: '1' }).started(replaces))
    expect(play.ids()).toEqual(['a', 'b'])
  })

  it('ends one whose turn silence had ended', () => {
    const play = scenario().play(at(0, { id: 'a', origin: '1' }).started(replaces))
    play.play(at(100, { id: 'a', origin: '1' }).prompt(), at(500, { id: 'a' }).reply())
    play.until(4000).play(at(9000, { id: 'b', origin: '1' }).started(replaces))
    expect(play.ids()).toEqual(['b'])
  })

  it('ends none of another process, or where processes are not told apart', () => {
    const play = scenario().play(at(0, { id: 'a', origin: '1' }).started(replaces))
    play.play(at(900, { id: 'b', origin: '2' }).started(replaces))
    play.play(at(900, { id: 'c' }).started(replaces), at(900, { id: 'd' }).started(replaces))
    expect(play.ids()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('ends nothing where the last one had gone already', () => {
    const play = scenario().play(at(0, { id: 'a', origin: '1' }).started(replaces))
    play.play(at(100, { id: 'a' }).exits(), at(900, { id: 'b', origin: '1' }).started(replaces))
    expect(play.told('a').at(-1)).toBe('100 expired exited')
  })
})
