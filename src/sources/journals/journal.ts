// One journal: what it said of its session so far, and what it says from now on.

import type { About, AgentEvent, Happening } from '../../domain/event.ts'
import { noTelemetry } from '../../domain/event/no-telemetry.ts'
import { readFirstLine } from '../../host/own-file.ts'
import type { ProcessId } from '../../host/proc.ts'
import { type Clock, timeOfDayMs, toMoment } from '../../runtime/clock.ts'
import { type Held, hold } from '../../runtime/hold.ts'
import { parseRecord, toTimeMs } from '../../runtime/json.ts'
import type { JournalKind } from './journal-kind.ts'
import { createTail } from './tail.ts'

export interface JournalOptions {
  readonly kind: JournalKind
  readonly sessionId: string
  readonly path: string
  /** Who holds it. */
  readonly process: ProcessId
  /** Unix ms at which that one started, by the time of day; what is older is another's. */
  readonly heldSinceMs: number
  /** Whether it serves several terminals: some of its sessions may be shown in none. */
  readonly isShared: boolean
  /** Whether it was there when the source was opened: a turn that is over is not told. */
  readonly isOld: boolean
}

export interface JournalContext {
  readonly clock: Clock
  readonly give: (events: readonly AgentEvent[], process: ProcessId) => void
}

export interface Journal {
  readonly path: string
  readonly process: ProcessId
  /** Unix ms on the steady clock. */
  readonly readMs: number
  /** `open` while there is nothing to read yet; `foreign` where it is not the session of a person. */
  readonly state: 'open' | 'read' | 'foreign'
  /** @returns whether there is more to be read */
  read(): boolean
  /** Tells what is held back for a moment: no more is to come. */
  conclude(): void
  /** How often the file was found to be another one, or shorter than before. */
  replaced(): number
}

interface Told {
  readonly happening: Happening
  readonly timeMs: number
  /** Tells the record from all others of this journal. */
  readonly offset: number
}

/** An end this long ago is no news. */
const NEWS_MS = 10_000

/** Reads nothing until it is told to. */
export function openJournal(options: JournalOptions, { clock, give }: JournalContext): Journal {
  const { kind, sessionId, path, process, isShared } = options
  const tail = createTail(path, kind.head)
  const readRecord = kind.createReader()
  let state: Journal['state'] = 'open'
  let about: About | undefined
  let readMs = clock.now()
  /** What the file said before it was opened here; undefined once all of that is read. */
  let past: readonly Told[] | undefined = []
  let isShown = false
  /** The last end of a turn, for as long as hooks may undo it. */
  let ending: { readonly told: Told; readonly held: Held } | undefined
  /** The time of the last record that told something, in Unix ms. */
  let lastMs = 0

  function readNew(): { readonly told: readonly Told[]; readonly isMore: boolean } {
    const told: Told[] = []
    const isMore = tail.read((line, offset) => {
      const record = parseRecord(line)
      if (!record) return
      const timeMs = toTimeMs(record['timestamp']) ?? timeOfDayMs(clock)
      const happening = readRecord(record, timeMs)
      // A file in the place of another may tell all of it once more.
      if (!happening || (tail.replaced() > 0 && timeMs <= lastMs)) return
      lastMs = timeMs
      told.push({ happening, timeMs, offset })
    })
    return { told, isMore }
  }

  function begin(): void {
    const line = readFirstLine(path)
    const record = line === undefined ? undefined : parseRecord(line)
    if (!record) return
    const meta = kind.readMeta(record)
    const isOwn = meta && (meta.sessionId ?? sessionId) === sessionId
    if (isOwn) about = { cwd: meta.cwd, version: meta.version }
    state = isOwn ? 'read' : 'foreign'
  }

  /** The last turn alone, and only what the present process wrote. */
  function toLastTurn(told: readonly Told[]): readonly Told[] {
    const own = told.filter(({ timeMs }) => timeMs >= options.heldSinceMs)
    const start = own.findLastIndex(({ happening }) => happening.kind === 'prompt')
    return own.slice(Math.max(start, 0))
  }

  /** What of the last turn is so at present. */
  function toPresent(turn: readonly Told[]): readonly Told[] {
    const last = turn.at(-1)
    const isOver = last?.happening.kind === 'turn_ended' || last?.happening.kind === 'session_ended'
    if (!isOver) return kind.tellsEnds ? turn : []
    return options.isOld || last.timeMs < timeOfDayMs(clock) - NEWS_MS ? [] : turn
  }

  /** Tells all but an end that stands last, which may be undone. */
  function tellNew(told: readonly Told[]): void {
    if (told.length === 0) return tell(told)
    const before = ending?.held.takeBack() ? [ending.told] : []
    const all = withoutUndone([...before, ...told])
    const last = all.at(-1)!
    const { endHooksWithinMs = 0 } = kind
    if (last.happening.kind !== 'turn_ended' || endHooksWithinMs === 0) return tell(all)
    if (all.length > 1) tell(all.slice(0, -1))
    ending = { told: last, held: hold(clock, endHooksWithinMs, () => tell([last])) }
  }

  function tell(told: readonly Told[]): void {
    if (told.length === 0 && (isShown || isShared)) return
    // No later than what happened in it, which may include its end.
    const startedMs = told[0]?.timeMs ?? timeOfDayMs(clock)
    const start = isShown ? [] : [{ ...started, timeMs: startedMs, offset: 0 }]
    isShown = true
    give([...start, ...withoutAnswered(told)].map(toEvent), process)
  }

  /** By the time the file is first read, another source may have told that the session is over. */
  const started = {
    happening: {
      kind: 'session_started',
      replaces: kind.single && !isShared,
      heldSinceMs: options.heldSinceMs,
      badEndsTold: true,
    },
  } as const

  function toEvent({ happening, timeMs, offset }: Told): AgentEvent {
    return {
      ...noTelemetry,
      agent: kind.agent,
      sessionId,
      ...toMoment(clock, timeMs),
      origin: happening.kind === 'session_started' ? `process ${process.pid}` : '',
      recordId: `journal:${offset}:${happening.kind}`,
      about,
      happening,
    }
  }

  return {
    path,
    process,
    get readMs() {
      return readMs
    },
    get state() {
      return state
    },
    read() {
      readMs = clock.now()
      if (state === 'open') begin()
      if (state !== 'read') return false
      const { told, isMore } = readNew()
      if (!past) tellNew(told)
      else {
        const turn = withoutUndone(toLastTurn([...past, ...told]))
        past = isMore ? turn : undefined
        if (!isMore) tell(toPresent(turn))
      }
      return isMore
    },
    conclude: () => ending?.held.conclude(),
    replaced: () => tail.replaced(),
  }
}

/** Hooks run right behind the end of a turn, and tell of it anew if it is one. */
const withoutUndone = (told: readonly Told[]): readonly Told[] =>
  told.filter(
    ({ happening }, index) =>
      happening.kind !== 'turn_ended' || told[index + 1]?.happening.kind !== 'hook_started',
  )

/** A question that nobody was asked: the rules had answered it by the time it could be read. */
function withoutAnswered(told: readonly Told[]): readonly Told[] {
  return told.filter(({ happening }, index) => {
    const next = told[index + 1]?.happening.kind
    return happening.kind !== 'blocked' || (next !== 'unblocked' && next !== 'tool_refused')
  })
}
