// A turn takes in what happens within it, and nothing else.

import { applyToTurn } from '../../src/domain/turn/step.ts'
import { at, beginMs } from './support/events.ts'
import { expect, it } from 'vitest'
import { createTurn } from '../../src/domain/turn.ts'

it.each([
  at(500).activity(),
  at(500).started(),
  at(500).prompt(),
  at(500).span(),
  at(500).exits(),
  at(500).promise(),
])('$happening.kind leaves a turn as it is', (event) => {
  const turn = createTurn(beginMs, beginMs, undefined, false)
  expect(applyToTurn(turn, event)).toBe(false)
  expect(turn).toEqual(createTurn(beginMs, beginMs, undefined, false))
})
