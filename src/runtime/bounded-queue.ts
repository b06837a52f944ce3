// A queue with a bound on items and on weight, which gives up its oldest items and counts them.

export interface QueueBounds {
  readonly maxItems: number
  /** In characters for text. The newest item is kept even if it alone weighs more. */
  readonly maxWeight: number
}

/** First in, first out; drops from the front when full. */
export class BoundedQueue<T extends { readonly length: number }> {
  #items: T[] = []
  #weight = 0
  #dropped = 0
  readonly #bounds: QueueBounds

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#items.length
  }

  /** Items given up since the beginning. */
  get dropped(): number {
    return this.#dropped
  }

  push(item: T): void {
    this.#items.push(item)
    this.#weight += item.length
    while (this.#isOver()) {
      this.#shift()
      this.#dropped++
    }
  }

  /** Removes items from the front until `maxWeight` is reached; at least one, if there is one. */
  take(maxWeight: number): T[] {
    const taken: T[] = []
    let weight = 0
    for (let head = this.#items[0]; head !== undefined; head = this.#items[0]) {
      weight += head.length
      if (taken.length > 0 && weight > maxWeight) break
      taken.push(head)
      this.#shift()
    }
    return taken
  }

  /** Empties it and returns how many items were in it; they do not count as dropped. */
  clear(): number {
    const size = this.#items.length
    this.#items = []
    this.#weight = 0
    return size
  }

  #isOver(): boolean {
    if (this.#items.length <= 1) return false
    return this.#items.length > this.#bounds.maxItems || this.#weight > this.#bounds.maxWeight
  }

  #shift(): void {
    this.#weight -= this.#items.shift()?.length ?? 0
  }
}
