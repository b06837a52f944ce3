// Which records of a session arrived: repeated ones are recognised, missing ones counted.

/** Recent record keys remembered per session; a client repeats a batch at most seconds later. */
const remembered = 512

export interface Receipt {
  readonly keys: Set<string>
  received: number
  missing: number
  /** The highest running number so far; undefined before the first. */
  highest: number | undefined
}

export function createReceipt(): Receipt {
  return { keys: new Set(), received: 0, missing: 0, highest: undefined }
}

/**
 * Notes one record.
 *
 * @param key identifies the record; '' never repeats
 * @param sequence the exporting process's running number, where it has one
 * @returns false where the record was seen before
 */
export function receive(receipt: Receipt, key: string, sequence: number | undefined): boolean {
  if (key !== '') {
    if (receipt.keys.has(key)) return false
    receipt.keys.add(key)
    if (receipt.keys.size > remembered) receipt.keys.delete(receipt.keys.values().next().value!)
  }
  receipt.received++
  if (sequence !== undefined) countGap(receipt, sequence)
  return true
}

/** A number that starts over belongs to a new process of a resumed session: no gap. */
function countGap(receipt: Receipt, sequence: number): void {
  const { highest } = receipt
  if (highest === undefined || sequence === highest + 1) receipt.highest = sequence
  else if (sequence > highest) {
    receipt.missing += sequence - highest - 1
    receipt.highest = sequence
  } else if (highest - sequence <= receipt.missing) receipt.missing--
  else receipt.highest = sequence
}
