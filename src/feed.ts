// Hands lines to the sinks: at once when little happens, merged and paced in a flood.

import type { SessionChange, SessionView } from './domain/change.ts'
import { sessionKey } from './domain/session-key.ts'
import type { WireToday } from './domain/views/wire.ts'
import { createLines } from './lines.ts'
import type { Clock, Timer } from './runtime/clock.ts'
import type { LineSink } from './sinks/sink.ts'

/**
 * Characters of lines per millisecond before changes are merged: a line carries every
 * session, so a flood of changes would cost far more than the records behind it.
 */
const BUDGET_CHARS_PER_MS = 16_384
/** Changes held back; beyond that only the last one of each session is kept, and what must not be missed. */
const MAX_HELD = 256

export interface FeedOptions {
  readonly clock: Clock
  readonly broadcastIntervalMs: number
  /** May still grow: one that comes late begins with a list of its own. */
  readonly sinks: readonly LineSink[]
  readonly sessions: () => readonly SessionView[]
  readonly today: () => WireToday
}

export interface Feed extends Disposable {
  /** Writes the first list, and from then on one at every interval. */
  start(): void
  push(changes: readonly SessionChange[]): void
  /** The current `session_list` line, for a reader that joins. */
  snapshotLine(): string
  /** Changes that were merged into later ones in a flood. */
  merged(): number
}

/** Writes a `session_list` at once and at every interval, and a `session_update` for every change, while anybody reads. */
export function createFeed(options: FeedOptions): Feed {
  const { clock, broadcastIntervalMs, sinks, sessions, today } = options
  const newLines = () => createLines(() => clock.wallOffsetMs(), today)
  const lines = newLines()
  let held: SessionChange[] = []
  let timer: Timer | undefined
  let scheduled: Timer | undefined
  let nextWriteMs = 0
  let mergedCount = 0
  let unread = false

  const write = (texts: readonly string[]): void => {
    let chars = 0
    for (const text of texts) chars += text.length
    nextWriteMs = Math.max(nextWriteMs, clock.now()) + chars / BUDGET_CHARS_PER_MS
    for (const sink of sinks) sink.write(texts)
  }

  /** Lines that nobody reads cost more than receiving the telemetry; a reader that comes later gets the whole list first. */
  const isRead = (): boolean => sinks.some((sink) => sink.stats().readers !== 0)

  /** Writes what is held back. */
  function flush(): void {
    scheduled?.cancel()
    scheduled = undefined
    if (held.length === 0) return
    const changes = held
    held = []
    if (!isRead()) unread = true
    else {
      if (unread) lines.set(sessions())
      unread = false
      // Readers have the first line while the others are built.
      for (const part of [changes.slice(0, 1), changes.slice(1)])
        if (part.length > 0) write(part.map((change) => lines.update(change)))
    }
  }

  const snapshotLine = (): string => newLines().list(sessions(), clock.now())

  function broadcast(): void {
    flush()
    if (isRead()) write([lines.list(sessions(), clock.now())])
    else unread = true
    timer = clock.setTimer(clock.now() + broadcastIntervalMs, broadcast)
  }

  return {
    start: broadcast,
    push(changes) {
      for (const change of changes) if (change.kind !== 'seen') held.push(change)
      if (held.length === 0) return
      if (held.length > MAX_HELD) {
        const kept = withoutSuperseded(held)
        mergedCount += held.length - kept.length
        held = kept
      }
      if (clock.now() >= nextWriteMs) flush()
      else scheduled ??= clock.setTimer(nextWriteMs, flush)
    },
    snapshotLine,
    merged: () => mergedCount,
    [Symbol.dispose]() {
      timer?.cancel()
      flush()
    },
  }
}

/** Leaves out what a later change of the same session replaces, unless a person would miss it. */
function withoutSuperseded(changes: readonly SessionChange[]): SessionChange[] {
  const last = new Map<string, SessionChange>()
  for (const change of changes) {
    const { agent, id } = change.session
    last.set(sessionKey(agent, id), change)
  }
  const kept = new Set(last.values())
  const keeps = changes.filter((change) => kept.has(change) || mustBeTold(change))
  // All of it must be told and there is still too much: the oldest goes.
  return keeps.length > MAX_HELD * 4 ? keeps.slice(-MAX_HELD) : keeps
}

const mustBeTold = ({ kind, session }: SessionChange): boolean =>
  kind === 'state' && session.state !== 'working' && session.state !== 'idle'
