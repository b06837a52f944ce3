// `watch`: follows the daemon and prints what it says in the form that a bar or a person reads.

import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { parseBoard } from './client/board.ts'
import {
  DaemonSilentError,
  readDaemonLines,
  socketOption,
  toSocketPath,
} from './client/control-client.ts'
import type { Command, CommandIo } from './command.ts'
import type { Format } from './watch/format.ts'
import { type FormatName, formats } from './watch/formats.ts'

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 2000
/** A connection that ends sooner was no use, and trying again at once would spin. */
const MIN_USEFUL_MS = 1000
/** The daemon's streams are never silent for more than five seconds; after three such it hangs. */
const SILENCE_MS = 15_000

const options = z.strictObject({
  format: z
    .enum(Object.keys(formats) as [FormatName, ...FormatName[]])
    .default('ndjson')
    .describe('ndjson, plain for people, or what a bar reads: waybar, i3blocks, polybar'),
  socket: socketOption,
})

/** Ends with 0 when it is told to stop or nobody reads its output; the daemon's end does not end it. */
export const watchCommand = {
  name: 'watch',
  summary: 'Follow all sessions, one line a change, for bars and scripts',
  options,
  async run(given, io) {
    const stop = new AbortController()
    const end = () => stop.abort()
    io.signal.addEventListener('abort', end)
    // EPIPE: the bar is gone. Nobody is left to be told.
    io.stdout.on('error', end)
    if (io.signal.aborted) end()
    try {
      await follow(toSocketPath(given.socket, io), formats[given.format](), io, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) throw error
    } finally {
      io.signal.removeEventListener('abort', end)
    }
    return 0
  },
} satisfies Command<typeof options>

/** Connects again whenever the daemon goes: at once at first, then at growing intervals. */
async function follow(
  socketPath: string,
  format: Format,
  io: CommandIo,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const startedMs = io.now()
    let isSilent = false
    try {
      for await (const line of readDaemonLines(socketPath, SILENCE_MS, signal)) {
        const board = parseBoard(line)
        if (board !== undefined) await print(io.stdout, format.onLine(line, board), signal)
      }
    } catch (error) {
      isSilent = error instanceof DaemonSilentError
    }
    if (signal.aborted) return
    failures = !isSilent && io.now() - startedMs > MIN_USEFUL_MS ? 0 : failures + 1
    if (failures > 0) await print(io.stdout, format.onLost(io.now()), signal)
    if (failures > 0) await sleep(toDelayMs(failures), undefined, { signal })
  }
}

function toDelayMs(failures: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1))
}

/** Waits for a slow reader, so that lines wait at the daemon, which drops the oldest. */
async function print(stdout: Writable, text: string, signal: AbortSignal): Promise<void> {
  if (text !== '' && !stdout.write(text)) await once(stdout, 'drain', { signal })
}
