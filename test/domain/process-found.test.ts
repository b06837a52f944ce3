// What this machine finds out about a session: its process, its place, and ends told by other means than telemetry.

import { describe, expect, it } from 'vitest'
import { at, beginMs } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('a session whose process is known', () => {
  const found = { pid: 42, cwd: '/home/a/shop', project: 'shop' }
  const met = () =>
    scenario().play(at(0).prompt(), {
      ...at(10).event({ kind: 'process_found' }),
      found,
    })

  const task = at(400).tool('t1', { tool: 'Task', delegates: true })
  const asking = { sub: true, text: 'follows', callId: 'c1' } as const

  it('has what was found, where its telemetry does not say otherwise', () => {
    expect(met().view()!.about).toEqual(found)
    const told = met().play(at(20, { about: { project: 'mine' } }).activity())
    expect(told.view()!.about).toEqual({ ...found, project: 'mine' })
  })

  it('is told anew when more is found, and only then', () => {
    const find = (ms: number, more: object) => ({
      ...at(ms).event({ kind: 'process_found' }),
      found: more,
    })
    const play = met().play(find(20, { windowId: 7 }), find(30, { windowId: 7 }), find(40, {}))
    play.play(find(50, { windowId: undefined }))
    const told = play.changes.filter(({ kind }) => kind === 'found')
    expect(told.map(({ atMs, session }) => [atMs - beginMs, session.about.windowId])).toEqual([
      [10, undefined],
      [20, 7],
      [50, undefined],
    ])
  })

  it.each([
    ['exact', [at(500).asks()], 'waiting permission:Bash'],
    ['inferred', [at(500).reply({ tools: true, decisionsTold: true })], 'waiting permission ?'],
    ['a sub-agent’s', [task, at(500).reply(asking)], 'waiting permission ?'],
  ])('waits for as long as it takes to be answered: %s', (_, asks, told) => {
    const play = met().play(...asks)
    expect(play.until(40_000_000).now()).toContain(told)
    expect(play.play(at(40_000_001).exits()).now()).toBe('40000001 expired exited')
  })

  it('has its tools for as long as they may be asked about, where the end of the turn would be told', () => {
    const asks = (promises: boolean) =>
      met()
        .play(at(500, { promises }).reply({ tools: true }))
        .until(40_000_000)
    expect(asks(true).now()).toBe('500 working tool_requested ?')
    const file = at(300).event({ kind: 'session_started', badEndsTold: true })
    const followed = met()
      .play(file, at(500).reply({ tools: true }))
      .until(40_000_000)
    expect(followed.now()).toBe('500 working tool_requested ?')
    expect(asks(false).now()).toBe('3600500 idle no_evidence ?')
  })

  it('is not ended by silence, but by its process', () => {
    const play = met().play(at(500).reply(), at(510).span())
    play.until(10_000_000)
    expect(play.now()).toBe('30510 idle completed_timeout')
    play.play(at(10_000_001).exits())
    expect(play.now()).toBe('10000001 expired exited')
  })
})

describe('an end that does not say how', () => {
  const early = { evidence: 'session_file', provisional: 'shown', lingerMs: 1_000 } as const
  const end = (ms: number) => at(ms).event({ kind: 'turn_ended', ...early })

  it('is told once, and not again by the records that come behind it', () => {
    const play = scenario().play(at(0).prompt(), end(2_000))
    play.play(at(1_990, { arrives: 3_000 }).reply({ callId: 'c' }))
    play.play(at(2_010, { arrives: 3_100 }).span())
    expect(play.told()).toEqual(['0 working prompt', '2000 completed session_file ok'])
    expect(play.view()!.turns).toBe(1)
  })

  it('is told again where a later record knows that the person stopped it', () => {
    const play = scenario().play(at(0).prompt(), end(2_000))
    play.play(at(2_010, { arrives: 3_100 }).span())
    expect(play.now()).toBe('3100 completed session_file interrupted')
  })

  it('was a refusal where the person was being asked', () => {
    const play = scenario().play(at(0).prompt(), at(500).asks(), end(2_000))
    expect(play.now()).toBe('2000 completed session_file denied')
  })

  it('keeps its outcome where the other record is of another turn', () => {
    const play = scenario().play(at(0).prompt(), end(2_000))
    play.play(at(9_000).span())
    expect(play.now()).toBe('2000 completed session_file ok')
  })

  it('belongs to the past once the next turn begins', () => {
    const play = scenario().play(at(0).prompt(), end(2_000), at(2_100).prompt())
    play.play(at(2_050, { arrives: 3_100 }).span())
    expect(play.now()).toBe('2100 working prompt')
  })
})
