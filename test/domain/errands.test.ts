// Conversations that a program begins to take a turn of another, as Codex does for a review: times as measured.

import { describe, expect, it } from 'vitest'
import { at, type Circumstances } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const codex = { agent: 'codex', origin: '1' }
const tui = { replaces: true } as const
const errand = { ...tui, mayTakeTurn: 'held' } as const
const review = (more: Circumstances = {}) => ({ ...codex, id: 'review', ...more })

/** At rest after a turn. */
const reviewed = () =>
  scenario().play(at(0, codex).started(tui), at(5_000, codex).prompt(), at(7_000, codex).span('ok'))

/** Where one batch holds both. */
const begun = (more: Circumstances = {}, start: object = errand) => [
  at(15_000, review({ arrives: 15_400, ...more })).started(start),
  at(15_033, review({ arrives: 15_400, ...more })).prompt(),
]

const states = (told: readonly string[]) => told.map((line) => line.replace(/^\d+ /, ''))

describe('a review', () => {
  it('is work of the session that it was asked in, and its end is that one’s', () => {
    const play = reviewed().batch(...begun())
    expect(play.ids()).toEqual(['s'])
    expect(play.now()).toBe('15400 working prompt')
    play.play(at(17_000, review({ usage: { input: 9 } })).reply({ tools: false }))
    expect(play.until(26_000).now()).toMatch(/^\d+ completed quiet_period ok/)
    expect(play.view()).toMatchObject({ id: 's', totals: { input: 9 } })
    play.play(at(28_000, codex).prompt())
    expect(play.now()).toBe('28000 working prompt')
    expect(play.told('review')).toEqual([])
  })

  it('ends with the span of its turn: the one around it is told of the same', () => {
    const play = reviewed().batch(...begun())
    const ofParent = { proves: true, startedMs: 14_980 }
    play.batch(
      at(17_100, review({ arrives: 19_000 })).span('ok', { proves: true, hidden: 'likely' }),
      at(17_101, review({ arrives: 19_000 })).exits(),
      at(17_120, { ...codex, arrives: 19_000 }).span('ok', ofParent),
    )
    expect(play.now()).toBe('19000 completed turn_end_span ok')
    expect(play.view()?.turns).toBe(2)
    expect(play.ids()).toEqual(['s'])
  })

  it('is awaited where its prompt comes a batch later', () => {
    const play = reviewed().batch(at(15_000, review({ arrives: 15_026 })).started(errand))
    expect(play.ids()).toEqual(['s'])
    play.batch(at(15_047, review({ arrives: 16_026 })).prompt())
    expect(states(play.told()).at(-1)).toBe('working prompt')
    expect(play.until(20_000).ids()).toEqual(['s'])
  })

  it('is work of the one session of `codex exec`, which is told with it', () => {
    const exec = { mayTakeTurn: 'held' } as const
    const play = scenario().batch(
      at(14_900, { ...codex, arrives: 15_400 }).started(exec),
      ...begun({}, exec),
    )
    expect(play.told()).toEqual(['15400 idle session_started', '15400 working prompt'])
    expect(play.ids()).toEqual(['s'])
  })

  it('may come by another connection where there is but one session', () => {
    expect(
      reviewed()
        .batch(...begun({ origin: '2' }))
        .ids(),
    ).toEqual(['s'])
    const play = reviewed().play(at(9_000, { ...codex, id: 'b', origin: '3' }).started(tui))
    expect(play.batch(...begun({ origin: '2' })).ids()).toEqual(['s', 'b', 'review'])
  })

  it('is the only session’s where a process holds everybody’s', () => {
    const shared = { mayTakeTurn: 'only' } as const
    const play = reviewed().batch(...begun({ origin: '2', traceId: 't' }, shared))
    expect(play.ids()).toEqual(['s'])
    const two = reviewed().play(at(9_000, { ...codex, id: 'b' }).started(shared))
    expect(two.batch(...begun({ traceId: 't' }, shared)).ids()).toEqual(['s', 'b', 'review'])
  })

  it('is known by its trace, however late its prompt', () => {
    const traced = { ...review(), arrives: 15_900, traceId: 't' }
    const play = reviewed().batch(at(15_000, traced).started(errand), at(15_400, traced).prompt())
    expect(play.ids()).toEqual(['s'])
  })

  it('has sub-agents that are the session’s', () => {
    const play = reviewed().batch(...begun())
    const spawned = { spawned: 'child' }
    play.play(at(16_000, review()).toolEnds('t1', true, 'spawn_agent', spawned))
    play.play(at(16_010, review({ id: 'child', usage: { input: 3 } })).reply())
    expect(play.ids()).toEqual(['s'])
    expect(play.view()?.totals.input).toBe(3)
  })

  it('has such where it is the first that its session does, told after what they tell of themselves', () => {
    const play = scenario().batch(
      at(14_900, { ...codex, arrives: 15_400 }).started(tui),
      ...begun(),
    )
    play.play(at(16_000, review({ id: 'child' })).started({ mayBeSpawned: true }))
    play.play(at(16_010, review({ id: 'child' })).prompt())
    play.play(
      at(16_005, review({ arrives: 16_500 })).toolEnds('t1', true, 'x', { spawned: 'child' }),
    )
    expect(play.until(20_000).ids()).toEqual(['s'])
    expect(play.told('child')).toEqual([])
  })

  it('is one right behind an answer too, whose turn is not yet told to be over', () => {
    const answered = (tools?: boolean) =>
      reviewed().play(at(13_000, codex).prompt(), at(14_900, codex).reply({ tools }))
    const play = answered(false).batch(...begun())
    expect(play.ids()).toEqual(['s'])
    expect(states(play.told()).slice(-2)).toEqual(['completed next_prompt ok ?', 'working prompt'])
    expect(
      answered(true)
        .batch(...begun())
        .ids(),
    ).toEqual(['s', 'review'])
    expect(
      answered()
        .batch(...begun())
        .ids(),
    ).toEqual(['s', 'review'])
  })

  it('is one where the session’s file has told of the turn by then, in which nothing was done', () => {
    const told = () => reviewed().play(at(14_990, codex).prompt(undefined, { endTold: true }))
    const play = told().batch(...begun())
    expect(play.ids()).toEqual(['s'])
    play.play(at(17_000, review()).reply({ tools: false }), at(17_100, review()).exits())
    play.play(at(17_200, codex).span('ok', { evidence: 'session_file', sure: true }))
    expect(play.now()).toBe('17200 completed session_file ok')
    const title = { ...errand, mayServePrompt: true }
    const served = told().batch(...begun({}, title), at(16_000, review()).reply({ tools: false }))
    expect(served.until(60_000).now()).toBe('14990 working prompt')
    const busy = told().play(at(14_995, codex).calls())
    expect(busy.batch(...begun()).ids()).toEqual(['s', 'review'])
  })

  it('stays one where its begin is told twice', () => {
    const play = reviewed().batch(...begun())
    expect(play.batch(...begun({ arrives: 15_500 })).ids()).toEqual(['s'])
    expect(play.now()).toBe('15400 working prompt')
  })
})

describe('a conversation that is no errand', () => {
  const replaced = ['expired superseded', 'idle session_started']

  it('is one that waits for the person, and is told at once where its batch would hold a prompt', () => {
    const play = reviewed()
    play.told()
    play.batch(at(15_000, review({ arrives: 15_200 })).started(errand))
    expect(states(play.told())).toEqual(replaced)
    expect(play.play(at(15_300, review()).prompt()).ids()).toEqual(['review'])
  })

  it('is one whose prompt does not come with the next batch either', () => {
    const play = reviewed()
    play.told()
    play.batch(at(15_000, review({ arrives: 15_199 })).started(errand))
    expect(play.until(16_398).ids()).toEqual(['s'])
    expect(play.until(16_399).ids()).toEqual(['review'])
    expect(states(play.told())).toEqual(replaced)
  })

  it.each([
    ['the person’s prompt follows', {}, [61, {}]],
    ['another request made its prompt', { traceId: 't1' }, [33, { traceId: 't2' }]],
    ['another’s prompt follows', {}, [33, { agent: 'claude-code' }]],
  ] as const)('is one where %s', (_, more, [delayMs, others]) => {
    const play = reviewed().batch(
      at(15_000, review({ arrives: 15_400, ...more })).started(errand),
      at(15_000 + delayMs, review({ arrives: 15_400, ...others })).prompt(),
    )
    expect(play.view('review')).toBeDefined()
    expect(play.view('s')).toBeUndefined()
  })

  it('is the first one of its process, prompted on the command line', () => {
    expect(
      scenario()
        .batch(...begun())
        .ids(),
    ).toEqual(['review'])
    const exec = { mayTakeTurn: 'held' } as const
    expect(
      reviewed()
        .batch(...begun({ origin: '2' }, exec))
        .ids(),
    ).toEqual(['s', 'review'])
  })

  it('is one beside a session at work, which may be its sub-agent’s', () => {
    const play = reviewed().play(at(14_000, codex).prompt())
    expect(play.batch(...begun()).ids()).toEqual(['s', 'review'])
    expect(play.now('s')).toBe('14000 working prompt')
  })

  it('is held back as long as any sub-agent’s beside a session at work', () => {
    const play = reviewed().play(at(14_000, codex).prompt())
    play.batch(...begun({}, { ...errand, mayBeSpawned: true }))
    play.play(at(15_500, codex).activity())
    expect(play.ids()).toEqual(['s'])
    const spawned = { spawned: 'review' }
    play.play(at(15_040, { ...codex, arrives: 16_000 }).toolEnds('t1', true, 'spawn', spawned))
    expect(play.until(30_000).ids()).toEqual(['s'])
    expect(play.told('review')).toEqual([])
  })

  it('is one whose process holds none any more', () => {
    const play = reviewed().play(at(9_000, codex).exits())
    expect(play.batch(...begun()).ids()).toEqual(['review'])
  })

  it('is one that is known, that serves another, or that tells whose it is', () => {
    const other = { ...codex, origin: '2' }
    const known = reviewed().play(at(9_000, { ...other, id: 'review' }).started(tui))
    expect(known.batch(...begun()).ids()).toEqual(['review'])
    const told = reviewed().play(at(9_000, { ...other, id: 'b' }).started(tui))
    told.batch(...begun({}, { ...errand, parentId: 'b' }))
    expect(told.now('s')).toContain('completed')
    const serving = reviewed().play(at(14_990, review()).started({ parentId: 's' }))
    expect(serving.batch(...begun()).now('s')).toContain('completed')
  })
})
