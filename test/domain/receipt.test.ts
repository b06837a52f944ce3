// Repeated records are known, missing ones counted.

import { describe, expect, it } from 'vitest'
import { createReceipt, receive } from '../../src/domain/receipt.ts'
import { at } from './support/events.ts'
import { scenario } from './support/scenario.ts'

function missingAfter(...sequence: readonly number[]): number {
  const receipt = createReceipt()
  for (const number of sequence) receive(receipt, '', number)
  return receipt.missing
}

describe('a record', () => {
  it('that was seen before counts for nothing', () => {
    const play = scenario().play(at(0).prompt(), at(500, { key: 'k', usage: { input: 5 } }).reply())
    play.play(at(500, { key: 'k', arrives: 2000, usage: { input: 5 } }).reply())
    expect(play.view()).toMatchObject({ totals: { input: 5 }, telemetry: { received: 2 } })
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('without a key is always new', () => {
    const receipt = createReceipt()
    expect([receive(receipt, '', 1), receive(receipt, '', 1)]).toEqual([true, true])
  })

  it('is remembered among the last 512', () => {
    const receipt = createReceipt()
    for (let n = 0; n <= 512; n++) receive(receipt, `${n}`, undefined)
    expect(receive(receipt, '1', undefined)).toBe(false)
    expect(receive(receipt, '0', undefined)).toBe(true)
    expect(receipt).toMatchObject({ received: 514, missing: 0, highest: undefined })
  })
})

describe('running numbers', () => {
  it('without a gap miss nothing, wherever they begin', () => {
    expect(missingAfter(41, 42, 43)).toBe(0)
  })

  it('with a gap miss what is between', () => {
    expect(missingAfter(1, 2, 6)).toBe(3)
  })

  it('that fill a gap miss it no longer', () => {
    expect(missingAfter(1, 4, 2)).toBe(1)
    expect(missingAfter(1, 4, 2, 3, 5)).toBe(0)
  })

  it('that start over belong to a new process', () => {
    expect(missingAfter(100, 101, 0, 1, 3)).toBe(1)
  })

  it('are told with the session', () => {
    const play = scenario().play(at(0, { sequence: 1 }).prompt(), at(9, { sequence: 4 }).reply())
    expect(play.view()?.telemetry).toEqual({ received: 2, missing: 2 })
  })
})
