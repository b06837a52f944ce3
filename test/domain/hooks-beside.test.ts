// The end of a turn as one of several hooks tells it, of which another one makes the agent go on.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

const hooked = { outcome: 'ok', lingerMs: 1000, amongHooks: true } as const
const registered = at(-10).promise()
const answered = at(1_000).reply({ tools: false })
const end = at(1_050).stopHook(hooked)
const byHook = '1050 completed stop_hook ok'

describe('a hook’s word that the turn is over', () => {
  it('counts where nothing else tells of ends', () => {
    const play = scenario().play(at(0).prompt(), answered, end)
    expect(play.told().at(-1)).toBe(byHook)
  })

  it('counts where no other hook was registered for it', () => {
    const play = scenario().play(at(-20).started(), registered, at(0).prompt(), answered, end)
    expect(play.told().at(-1)).toBe(byHook)
  })

  it('is left to the file that tells of the end whatever comes', () => {
    const prompt = at(0).event({ kind: 'prompt', endTold: true })
    const play = scenario().play(prompt, answered, end)
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
    play.play(at(1_100).calls(), at(9_000).reply({ tools: false }))
    const file = { kind: 'turn_ended', evidence: 'session_file', outcome: 'ok' } as const
    play.play(at(9_100).event(file))
    expect(play.told().filter((line) => !line.includes(' working '))).toEqual([
      '9100 completed session_file ok',
    ])
  })

  it('is left to the file too where it comes when the agent has gone on', () => {
    const prompt = at(0).event({ kind: 'prompt', endTold: true })
    const goesOn = at(1_060).event({ kind: 'hook_ended', hook: 'Stop', goesOn: true })
    const late = at(1_050, { arrives: 1_400 }).stopHook(hooked)
    const play = scenario().play(prompt, answered, goesOn, at(1_200).calls(), late)
    expect(play.view()).toMatchObject({ state: 'working', turns: 0 })
  })

  it('is left to the record of all of them, where there is another one', () => {
    const begun = [at(-20).started(), registered, registered]
    const play = scenario().play(...begun, at(0).prompt(), answered, end)
    play.play(at(1_060).event({ kind: 'hook_ended', hook: 'Stop', goesOn: true }))
    expect(play.until(60_000).view()).toMatchObject({ state: 'working', turns: 0 })
    const { amongHooks: _, ...all } = hooked
    play.play(at(61_000).reply({ tools: false }), at(61_050).stopHook(hooked))
    expect(play.view()?.state).toBe('working')
    play.play(at(61_060).stopHook(all))
    expect(play.view()).toMatchObject({ state: 'completed', reason: 'stop_hook', turns: 1 })
  })
})
