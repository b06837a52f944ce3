// Which records of a session arrived: repeated ones are recognised, missing ones counted.

import { forgetOldest } from '../forget-oldest.ts'

/** Recent records remembered per session; a client repeats a batch at most seconds later. */
const REMEMBERED = 512
/** Room at first: a session that ends after a record or two should not take 8 KiB. */
const FIRST_ROOM = 8

export interface Receipt {
  /** The latest numbered records: running number and time, one after the other, written round and round. */
  numbers: Float64Array
  next: number
  /** The latest records with an id. */
  readonly ids: Set<string>
  received: number
  missing: number
  /** The highest running number so far; undefined before the first. */
  highest: number | undefined
}

export function createReceipt(): Receipt {
  return {
    numbers: new Float64Array(FIRST_ROOM * 2).fill(-1),
    next: 0,
    ids: new Set(),
    received: 0,
    missing: 0,
    highest: undefined,
  }
}

/**
 * Notes one record.
 *
 * @param id names the record; '' where it has no id
 * @param sequence the exporting process's running number, where it has one; with
 *   the record's time it tells a repeated record from one of a resumed session
 * @returns false where the record was seen before
 */
export function receive(
  receipt: Receipt,
  id: string,
  sequence: number | undefined,
  timeMs: number,
): boolean {
  if (id !== '' && !rememberId(receipt, id)) return false
  if (sequence !== undefined && !rememberNumber(receipt, sequence, timeMs)) return false
  receipt.received++
  return true
}

function rememberId({ ids }: Receipt, id: string): boolean {
  if (ids.has(id)) return false
  ids.add(id)
  forgetOldest(ids, REMEMBERED)
  return true
}

function rememberNumber(receipt: Receipt, sequence: number, timeMs: number): boolean {
  const { highest } = receipt
  // Nothing above the highest number was seen: no need to look.
  if (highest === undefined || sequence > highest) countGap(receipt, sequence)
  else if (seen(receipt.numbers, sequence, timeMs)) return false
  else countLate(receipt, sequence, highest)
  if (receipt.next === receipt.numbers.length) makeRoom(receipt)
  receipt.numbers[receipt.next] = sequence
  receipt.numbers[receipt.next + 1] = timeMs
  receipt.next += 2
  return true
}

/** Twice as much as before; all that there may be is written anew from its start. */
function makeRoom(receipt: Receipt): void {
  const { numbers } = receipt
  if (numbers.length === REMEMBERED * 2) receipt.next = 0
  else {
    receipt.numbers = new Float64Array(numbers.length * 2).fill(-1)
    receipt.numbers.set(numbers)
  }
}

function seen(numbers: Float64Array, sequence: number, timeMs: number): boolean {
  for (let at = 0; at < numbers.length; at += 2)
    if (numbers[at] === sequence && numbers[at + 1] === timeMs) return true
  return false
}

function countGap(receipt: Receipt, sequence: number): void {
  const { highest } = receipt
  if (highest !== undefined) receipt.missing += sequence - highest - 1
  receipt.highest = sequence
}

/** One that was missed, or a number that starts over with a new process of a resumed session. */
function countLate(receipt: Receipt, sequence: number, highest: number): void {
  if (highest - sequence <= receipt.missing) receipt.missing--
  else receipt.highest = sequence
}
