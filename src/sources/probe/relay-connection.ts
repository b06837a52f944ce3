// One relay's connection: what it said of itself, and what became of its lines.

import type { Socket } from 'node:net'
import type { ProbeLine } from '../../probe/line.ts'
import { createLineSplitter, readLine } from './line-reader.ts'

/** Lines about the agents' processes. */
export type ProcessLine = Exclude<
  ProbeLine,
  { readonly type: 'hello' | 'status' | 'lost' | 'heartbeat' }
>

export interface RelayCounters {
  /** Events that the kernel or the relay dropped. */
  lost: number
  /** Lines that did not arrive, by their numbers. */
  gaps: number
  /** Lines that made no sense. */
  bad: number
}

export interface RelayConnectionOptions {
  readonly counters: RelayCounters
  readonly now: () => number
  /** Takes what one chunk of lines told, in order; called also where it told nothing. */
  readonly onLines: (lines: readonly ProcessLine[]) => void
  /** Its connection is closed: by the other end, or because of what it said. */
  readonly onClosed: (why: string | undefined) => void
}

/** Who sends as much nonsense as this is no relay. */
const MAX_BAD = 20

export class RelayConnection {
  /** undefined until the first line, and where that was no greeting. */
  version: string | undefined
  state: 'starting' | 'running' | 'restarting' | 'failed' = 'starting'
  /** One sentence for people, from the relay. */
  message: string | undefined
  /** It has told which agents run, and will tell of every change. */
  isSettled = false
  heardMs: number
  readonly #socket: Socket
  readonly #options: RelayConnectionOptions
  #seq: number | undefined
  #bad = 0
  #why: string | undefined

  constructor(socket: Socket, options: RelayConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.heardMs = options.now()
    const split = createLineSplitter()
    // Names may be of any bytes: what is no UTF-8 becomes U+FFFD.
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => this.#take(split(String(chunk))))
    socket.on('error', () => undefined)
    socket.on('close', () => options.onClosed(this.#why))
  }

  close(why?: string): void {
    this.#why ??= why
    this.#socket.destroy()
  }

  #take(texts: readonly string[] | undefined): void {
    if (texts === undefined) {
      this.#options.counters.bad++
      return this.close('a line without end')
    }
    const lines: ProcessLine[] = []
    for (const text of texts) {
      const line = this.#read(text)
      if (line) lines.push(line)
      if (this.#why !== undefined) break
    }
    if (texts.length > 0) this.heardMs = this.#options.now()
    this.#options.onLines(lines)
  }

  #read(text: string): ProcessLine | undefined {
    const line = readLine(text)
    if (line === 'unknown' && this.version !== undefined) return undefined
    if (line === 'other_protocol') {
      this.close('it speaks another protocol: install the same version of daemon and probe')
      return undefined
    }
    if (typeof line === 'string') return this.#refuse()
    if (this.version === undefined && line.type !== 'hello') return this.#refuse()
    this.#countGap(line.seq)
    return this.#note(line)
  }

  #refuse(): undefined {
    this.#options.counters.bad++
    if (this.version === undefined) this.close('it does not greet as a relay does')
    else if (++this.#bad > MAX_BAD) this.close(`more than ${MAX_BAD} lines made no sense`)
  }

  #countGap(seq: number): void {
    const before = this.#seq
    if (before !== undefined && seq > before + 1) this.#options.counters.gaps += seq - before - 1
    this.#seq = seq
  }

  #note(line: ProbeLine): ProcessLine | undefined {
    switch (line.type) {
      case 'hello':
        this.version = line.version
        this.isSettled = false
        return undefined
      case 'status':
        this.state = line.state
        this.message = line.message
        return undefined
      case 'lost':
        this.#options.counters.lost += line.events
        return undefined
      case 'heartbeat':
        this.isSettled = true
        return undefined
      default:
        return line
    }
  }
}
