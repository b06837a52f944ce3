// Sessions that are begun anew in the same process, as Codex does with one that is taken back.

import { describe, expect, it } from 'vitest'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

describe('an end of what the session was before it was begun anew', () => {
  const begun = () => scenario().play(at(0).prompt(), at(500).reply(), at(510).span())

  it('is none of the session', () => {
    const play = begun().play(at(900).started(), at(890, { arrives: 1000 }).exits())
    expect(play.now()).toBe('510 completed turn_end_span ok')
  })

  it('ends no turn of it', () => {
    const play = begun().play(
      at(900).started(),
      at(950).prompt(),
      at(990).reply({ tools: false }),
      at(890, { arrives: 1000 }).exits(),
    )
    expect(play.now()).toBe('990 working reply ?')
  })

  it('is its end where it was only mentioned since', () => {
    const play = begun().play(
      at(900).started({ mention: true }),
      at(890, { arrives: 1000 }).exits(),
    )
    expect(play.ids()).toEqual([])
  })
})
