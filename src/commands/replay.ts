// `replay`: runs recorded captures through the same pipeline in virtual time.

import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { parseCapture } from '../capture/capture.ts'
import { MAX_CAPTURE_BYTES, toCaptureText } from '../capture/capture-text.ts'
import { toTimeline, type Timeline } from '../capture/timeline.ts'
import { defaultTuning, type Tuning } from '../domain/tuning.ts'
import { createSelection } from '../interpret/selection.ts'
import { createLines } from '../lines.ts'
import { createVirtualClock } from '../runtime/clock.ts'
import { createTracker } from '../tracker.ts'
import type { Settings } from '../config/settings.ts'
import { CliError, type Command, type CommandIo, EX_DATAERR, EX_NOINPUT } from './command.ts'

/** A week: a list every few seconds, and all of the output is held in memory until the end. */
const MAX_TAIL_MS = 7 * 86_400_000

const options = z.strictObject({
  captures: z
    .array(z.string())
    .min(1)
    .describe('capture files, plain or gzip; - reads standard input')
    .meta({ placeholder: 'CAPTURE' }),
  tailMs: z
    .number()
    .nonnegative()
    .max(MAX_TAIL_MS)
    .default(60_000)
    .describe('how long to go on after the last request'),
})

export const replayCommand: Command<typeof options> = {
  name: 'replay',
  summary: 'Run recorded captures through the pipeline in virtual time',
  options,
  positionals: ['captures'],
  settings: ['broadcastIntervalMs', ...(Object.keys(defaultTuning) as (keyof Tuning)[])],
  async run({ captures, tailMs }, io) {
    const settings = io.loadSettings()
    for (const capture of captures) {
      const text = await readCapture(capture, io)
      const timeline = parseTimeline(text, capture)
      for (const problem of timeline.problems) io.stderr.write(`${capture}: ${problem}\n`)
      for (const line of replay(timeline, settings, tailMs)) io.stdout.write(line)
    }
    return 0
  },
}

async function readCapture(name: string, io: CommandIo): Promise<string> {
  try {
    const bytes = await readAll(name === '-' ? io.stdin : createReadStream(name))
    const { text, isCut } = toCaptureText(bytes)
    if (isCut) io.stderr.write(`${name}: its end is missing; what it holds is used\n`)
    return text
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new CliError(`cannot read ${name}: ${READ_TROUBLES[code] ?? message}`, EX_NOINPUT)
  }
}

/** Node's own words name the call, and the file once more. */
const READ_TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory; name the files in it',
  EACCES: 'you may not read it',
}

/** @throws {Error} where it is too large; /dev/zero, say, would never end */
async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MAX_CAPTURE_BYTES) throw new Error(`it is larger than ${MAX_CAPTURE_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseTimeline(text: string, name: string): Timeline {
  try {
    return toTimeline(parseCapture(text), createSelection())
  } catch (error) {
    throw new CliError(`${name} is not a capture: ${(error as Error).message}`, EX_DATAERR)
  }
}

/**
 * The lines the daemon would have written, each with `t_ms`: milliseconds on the
 * capture's clock. The same capture and settings always give the same lines.
 */
export function replay(timeline: Timeline, settings: Settings, tailMs: number): string[] {
  const { startMs, requests } = timeline
  const clock = createVirtualClock(startMs)
  const lines = createLines()
  const output: string[] = []
  const stamp = () => ({ t_ms: Math.round(clock.now() - startMs) })
  using tracker = createTracker({
    tuning: settings,
    clock,
    onChanges: (changes) => {
      for (const change of changes) output.push(lines.update(change, stamp()))
    },
  })
  const broadcast = (): void => {
    output.push(lines.list(tracker.list(), clock.now(), stamp()))
    clock.setTimer(clock.now() + settings.broadcastIntervalMs, broadcast)
  }
  broadcast()
  for (const { line, arrivalMs, records } of requests) {
    clock.advanceTo(arrivalMs)
    tracker.takeRecords({
      records,
      arrivalMs,
      origin: line.remote_port ? `${line.remote_port}` : '',
    })
  }
  clock.advanceTo(clock.now() + tailMs)
  return output
}
