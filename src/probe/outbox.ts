// Lines on their way to a daemon that may be away or slow: bounded, the oldest given up and counted, and what is sent still true.

import { BoundedQueue } from '../runtime/bounded-queue.ts'
import { type Draft, ProcessView } from './process-view.ts'

const MAX_LINES = 4096
/** One write; more would only be beyond dropping. */
const CHUNK_LINES = 256

/** Weighs one, for the queue. */
interface Item {
  readonly length: number
  readonly draft: Draft
  /** When it happened: CLOCK_MONOTONIC in µs. */
  readonly atUs: number
}

/**
 * Whoever reads the lines knows only what was sent. Where lines were given up,
 * or a new reader came, the lines that lead from what it knows to what is so
 * come first: nothing it believes to run has ended unnoticed.
 */
export class Outbox {
  #queue = new BoundedQueue<Item>({ maxItems: MAX_LINES, maxWeight: MAX_LINES })
  /** As of the line that is next in the queue. */
  readonly #reached = new ProcessView()
  #sent = new ProcessView()
  /** Whether the two may differ. */
  #hasGap = false
  #lostStatus: Draft | undefined
  #lost = 0
  #sequence = 0
  /** Of the events taken last: there is no second write before the first is done. */
  #underWay: readonly Draft[] = []

  get isEmpty(): boolean {
    return this.#queue.size === 0
  }

  push(draft: Draft, atUs: number): void {
    if (this.#queue.size >= MAX_LINES) this.#giveUp()
    this.#queue.push({ length: 1, draft, atUs })
  }

  /** A reader that knows nothing. */
  startAnew(): void {
    this.#underWay = []
    this.#sent = new ProcessView()
    this.#hasGap = true
  }

  /** What was taken last did not get through: the next reader is told how many events that were. */
  loseLast(): void {
    for (const draft of this.#underWay) this.#count(draft)
    this.#underWay = []
  }

  /** @returns lines to be written now, each with its end; '' where there is nothing to say */
  take(nowUs: number): string {
    const repairs = this.#repair().map((draft) => ({ draft, atUs: nowUs }))
    const items = this.#queue.take(CHUNK_LINES)
    for (const { draft } of items) this.#reached.apply(draft)
    const losses = repairs.filter(({ draft }) => draft.type === 'lost')
    this.#underWay = [...losses, ...items].map(({ draft }) => draft).filter(isEvent)
    return [...repairs, ...items]
      .map(({ draft, atUs }) => {
        this.#sent.apply(draft)
        return this.toLine(draft, atUs)
      })
      .join('')
  }

  #repair(): readonly Draft[] {
    if (!this.#hasGap) return []
    const loss: readonly Draft[] = this.#lost > 0 ? [{ type: 'lost', events: this.#lost }] : []
    const status = this.#lostStatus === undefined ? [] : [this.#lostStatus]
    this.#hasGap = false
    this.#lost = 0
    this.#lostStatus = undefined
    return [...loss, ...status, ...this.#sent.linesTo(this.#reached)]
  }

  /** A line that goes past the queue, as the first one of a connection does. */
  toLine(draft: Draft, atUs: number): string {
    const line = { ...draft, seq: this.#sequence++, at_us: atUs }
    return `${JSON.stringify(line)}\n`
  }

  /** The numbers of what is given up are left out. */
  #giveUp(): void {
    const [item] = this.#queue.take(1)
    if (item === undefined) return
    this.#reached.apply(item.draft)
    this.#sequence++
    this.#count(item.draft)
  }

  #count(draft: Draft): void {
    this.#hasGap = true
    if (draft.type === 'status') this.#lostStatus = draft
    else if (draft.type === 'lost') this.#lost += draft.events
    else this.#lost++
  }
}

/** How the relay is, every connection is told first. */
const isEvent = ({ type }: Draft): boolean => type !== 'status' && type !== 'heartbeat'
