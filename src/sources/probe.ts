// Takes the probe's lines: the kernel's view of the agents' processes, from a relay that runs as root.

import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { ProbeLine } from '../probe/line.ts'
import { type Clock, timeOfDayMs, type Timer } from '../runtime/clock.ts'
import { createLogLimiter, type Logger } from '../runtime/log.ts'
import { type AppPaths, ensureOwnDir } from '../runtime/paths.ts'
import { SocketKeeper } from '../runtime/socket-keeper.ts'
import { type ProcessLine, RelayConnection, type RelayCounters } from './probe/relay-connection.ts'

export type { ProcessLine } from './probe/relay-connection.ts'

/** `absent`: no relay is connected. `stale`: one is, and says nothing. */
export type ProbeState = 'absent' | 'stale' | Extract<ProbeLine, { type: 'status' }>['state']

export interface ProbeStats {
  readonly state: ProbeState
  /** What is wrong, in one sentence. */
  readonly message?: string
  /** The relay's. */
  readonly version?: string
  /** Events dropped on the way, lines missing by their numbers, lines that made no sense. */
  readonly lost: number
  readonly gaps: number
  readonly bad: number
}

/** A line, and when what it tells happened: Unix ms by the time of day. */
export interface Told {
  readonly line: ProcessLine
  readonly timeMs: number
}

export interface ProbeContext {
  readonly clock: Clock
  readonly log: Logger
  readonly paths: Pick<AppPaths, 'probeSocket' | 'runtimeDir' | 'runtimeDirIsOwn'>
  /** CLOCK_MONOTONIC in µs, the clock that the lines are stamped with. */
  readonly monotonicUs?: () => number
  readonly take: (told: readonly Told[]) => void
  /** Whether everything is being watched from now on, or not any more. */
  readonly onWatching: (isWatching: boolean) => void
}

export interface ProbeSource extends AsyncDisposable {
  stats(): ProbeStats
}

/** A relay speaks every second. */
const SILENCE_MS = 5_000
/** One is enough; while it is being replaced there may be two. */
const MAX_RELAYS = 4
const LOG_EVERY_MS = 60_000

/**
 * Listens on a Unix socket of mode 0600 in a directory of mode 0700, so that the
 * kernel lets in root and the own user alone. Several relays may be connected:
 * all are listened to, for what they tell twice changes nothing.
 *
 * @throws {Error} when another daemon serves there, or the path is taken by something else
 */
export async function openProbe(context: ProbeContext): Promise<ProbeSource> {
  const { clock, log, paths } = context
  const monotonicUs = context.monotonicUs ?? (() => Number(process.hrtime.bigint() / 1000n))
  const counters: RelayCounters = { lost: 0, gaps: 0, bad: 0 }
  const relays = new Set<RelayConnection>()
  const limit = createLogLimiter(clock)
  let refusal: string | undefined
  let isWatching = false
  let timer: Timer | undefined
  let closing: Promise<void> | undefined

  const isStale = (relay: RelayConnection): boolean => clock.now() >= relay.heardMs + SILENCE_MS
  const watches = (relay: RelayConnection): boolean =>
    relay.state === 'running' && relay.isSettled && !isStale(relay)

  function look(): void {
    const now = [...relays].some(watches)
    if (now === isWatching || closing) return
    isWatching = now
    context.onWatching(now)
    const { state, message } = stats()
    if (now) log.info({ version: stats().version }, 'the probe watches')
    else limit('gone', LOG_EVERY_MS, () => log.warn({ state }, message ?? 'the probe is gone'))
  }

  function arm(): void {
    timer?.cancel()
    timer = undefined
    const heardMs = [...relays].flatMap((relay) => (isStale(relay) ? [] : relay.heardMs))
    if (heardMs.length === 0) return
    timer = clock.setTimer(Math.min(...heardMs) + SILENCE_MS, () => {
      look()
      arm()
    })
  }

  function toTold(lines: readonly ProcessLine[]): Told[] {
    const nowMs = timeOfDayMs(clock)
    const nowUs = monotonicUs()
    return lines.map((line) => ({ line, timeMs: nowMs - Math.max(0, nowUs - line.at_us) / 1000 }))
  }

  function accept(socket: Socket): void {
    const relay: RelayConnection = new RelayConnection(socket, {
      counters,
      now: () => clock.now(),
      onLines(lines) {
        if (lines.length > 0) context.take(toTold(lines))
        if (relay.version !== undefined) refusal = undefined
        look()
        if (!timer) arm()
      },
      onClosed(why) {
        relays.delete(relay)
        if (why !== undefined) refusal = why
        if (why !== undefined)
          limit('refused', LOG_EVERY_MS, () => log.warn(`a probe was refused: ${why}`))
        look()
      },
    })
    const [oldest] = relays
    if (relays.size >= MAX_RELAYS) oldest?.close()
    relays.add(relay)
    if (!timer) arm()
  }

  function stats(): ProbeStats {
    const greeted = [...relays].filter(({ version }) => version !== undefined)
    const relay = greeted.find(watches) ?? greeted.at(-1)
    if (!relay) return { state: 'absent', ...(refusal ? { message: refusal } : {}), ...counters }
    const isSilent = isStale(relay)
    const message = isSilent ? 'the probe is connected, but says nothing' : relay.message
    return {
      state: isSilent ? 'stale' : relay.state,
      ...(message === undefined ? {} : { message: toPlain(message) }),
      version: toPlain(relay.version!),
      ...counters,
    }
  }

  const keeper = new SocketKeeper({
    path: paths.probeSocket,
    prepare: () => ensureOwnDir(dirname(paths.probeSocket), paths),
    createServer: () => createServer(accept),
    context,
  })
  await keeper.start()

  async function close(): Promise<void> {
    await keeper.stop(() => {
      for (const relay of relays) relay.close()
    })
    timer?.cancel()
  }

  return { stats, [Symbol.asyncDispose]: () => (closing ??= close()) }
}

/** Goes to terminals. */
const toPlain = (text: string): string => text.toWellFormed().replace(/\p{C}+/gu, ' ')
