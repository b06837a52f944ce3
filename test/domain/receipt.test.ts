// Repeated records are known, missing ones counted.

import { at, beginMs } from './support/events.ts'
import { scenario } from './support/scenario.ts'
import { describe, expect, it } from 'vitest'
import { createReceipt, receive } from '../../src/domain/session/receipt.ts'

function missingAfter(...sequence: readonly number[]): number {
  const receipt = createReceipt()
  for (const number of sequence) receive(receipt, '', number, beginMs + number)
  return receipt.missing
}

describe('a record', () => {
  it('with an id that was seen before counts for nothing', () => {
    const reply = (arrives: number) =>
      at(500, { recordId: 'k', arrives, usage: { input: 5 } }).reply()
    const play = scenario().play(at(0).prompt(), reply(500), reply(2000))
    expect(play.view()).toMatchObject({ totals: { input: 5 }, telemetry: { received: 2 } })
    expect(play.until(3500).now()).toBe('3500 completed quiet_period ok ?')
  })

  it('with the number and the time of another is the same', () => {
    const reply = (arrives: number) =>
      at(500, { sequence: 3, arrives, usage: { input: 5 } }).reply()
    const play = scenario().play(at(0, { sequence: 2 }).prompt(), reply(500), reply(2000))
    expect(play.view()).toMatchObject({ totals: { input: 5 }, telemetry: { received: 2 } })
  })

  it('with the number of another and its own time is of another process', () => {
    const receipt = createReceipt()
    expect([receive(receipt, '', 1, 1000), receive(receipt, '', 1, 2000)]).toEqual([true, true])
  })

  it('without an id or a number is always new', () => {
    const receipt = createReceipt()
    const told = () => receive(receipt, '', undefined, 1000)
    expect([told(), told()]).toEqual([true, true])
  })

  it('takes little room where there are few', () => {
    const receipt = createReceipt()
    receive(receipt, '', 1, beginMs)
    expect(receipt.numbers.byteLength).toBeLessThan(512)
  })

  it('is remembered among the last 512', () => {
    const receipt = createReceipt()
    for (let n = 0; n <= 512; n++) receive(receipt, `${n}`, undefined, 0)
    expect(receive(receipt, '1', undefined, 0)).toBe(false)
    expect(receive(receipt, '0', undefined, 0)).toBe(true)
    expect(receipt).toMatchObject({ received: 514, missing: 0, highest: undefined })
    const numbered = createReceipt()
    for (let n = 0; n <= 512; n++) receive(numbered, '', n, 0)
    expect(receive(numbered, '', 1, 0)).toBe(false)
    expect(receive(numbered, '', 0, 0)).toBe(true)
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
