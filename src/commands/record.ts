// `record`: the daemon, writing every request it accepts to a capture that `replay` reads.

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { finished } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import { z } from 'zod'
import { findRemains, type Person } from '../capture/remains.ts'
import { createScrub, type Scrub } from '../capture/scrub.ts'
import { contentTypes, pathOf } from '../otlp/http.ts'
import type { RawRequest } from '../sources/otlp-http.ts'
import { aborted } from '../runtime/aborted.ts'
import { systemClock } from '../runtime/clock.ts'
import { homeDirectory, userName } from '../runtime/user.ts'
import {
  CliError,
  type Command,
  type CommandIo,
  EX_CANTCREAT,
  EX_IOERR,
  EX_USAGE,
} from './command.ts'
import { runDaemon } from './run.ts'

const options = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('file to write; compressed where its name ends in .gz')
    .meta({ placeholder: 'FILE' }),
  raw: z
    .boolean()
    .default(false)
    .describe('keep everything: prompts, answers, directories, names and ids'),
})

export const recordCommand: Command<typeof options> = {
  name: 'record',
  summary: 'Run, and write the telemetry that arrives to a capture',
  options,
  positionals: ['file'],
  settings: 'all',
  async run({ file, raw }, io) {
    if (file === '-') throw new CliError('give a file: the lines go to standard output', EX_USAGE)
    const stream = await openCapture(file)
    let problem: Error | undefined
    const stop = new AbortController()
    void aborted(io.signal).then(() => stop.abort())
    stream.end.on('error', (error) => {
      problem ??= error
      // To go on without recording would only be noticed when it is too late.
      stop.abort()
    })
    if (raw) io.stderr.write(rawWarning(file))
    const scrub = raw ? undefined : createScrub()
    let startMs: number | undefined
    let unreadable = 0
    const code = await runDaemon(
      { ...io, signal: stop.signal },
      {
        onRequest(request) {
          const firstMs = (startMs ??= request.arrivalMs)
          if (problem) return
          try {
            stream.write(toLine(request, firstMs, scrub))
          } catch {
            // The receiver may take what is left of a damaged request; what cannot be cleaned is not kept.
            unreadable++
          }
        },
      },
    ).catch(async (error: unknown) => {
      // It never ran: an empty file would only bar the way of the next try.
      await stream.close()
      await rm(file, { force: true })
      throw error
    })
    await stream.close()
    if (problem) throw new CliError(`cannot write ${file}: ${problem.message}`, EX_IOERR)
    if (unreadable > 0) io.stderr.write(`${file}: left out ${unreadable} damaged requests\n`)
    if (raw) return code
    const remains = await findRemains(file, whoami(io.env))
    for (const { what, requests } of remains)
      io.stderr.write(
        `${file}: ${what} is still in ${requests} requests; look before you share it\n`,
      )
    return code === 0 && remains.length > 0 ? EX_REMAINS : code
  },
}

const rawWarning = (file: string): string =>
  `WARNING: ${file} will hold everything that arrives: prompts, answers, directories, names and ids. Do not share it.\n`

/** The recording is whole, but not fit to be shared unseen. */
const EX_REMAINS = 1

const whoami = (env: CommandIo['env']): Person => ({
  home: homeDirectory(env),
  user: userName(env),
  host: hostname(),
})

/** @throws {CliError} 73 where it cannot be created: to be told before anything is recorded in vain */
async function openCapture(file: string) {
  // Never over a file that is there: a capture cannot be made again.
  const end = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  await once(end, 'open').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it is there already' : error.message
    throw new CliError(`cannot create ${file}: ${why}`, EX_CANTCREAT)
  })
  // Every line at once: of a recorder that is killed the file is all there is.
  const start = file.endsWith('.gz') ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : end
  if (start !== end) start.pipe(end)
  return {
    end,
    write: (line: string) => void start.write(line),
    async close() {
      start.end()
      await finished(end).catch(() => undefined)
    },
  }
}

/** One line of the capture format. */
function toLine(request: RawRequest, startMs: number, scrub: Scrub | undefined): string {
  const { signal, encoding, arrivalMs } = request
  const body = scrub ? scrub(signal, encoding, request.body) : request.body
  const line = {
    t_ms: Math.round(arrivalMs - startMs),
    unix_ms: Math.round(arrivalMs + systemClock.wallOffsetMs()),
    method: 'POST',
    path: pathOf[signal],
    content_type: contentTypes[encoding],
    content_encoding: null,
    user_agent: scrub ? programOf(request.userAgent) : request.userAgent,
    remote_port: request.remotePort,
    body_base64: Buffer.from(body).toString('base64'),
  }
  return `${JSON.stringify(line)}\n`
}

/** Products and versions, as senders are to name themselves; anything else is left out. */
const programOf = (userAgent: string | null): string | null =>
  userAgent !== null && /^(?:[A-Za-z][\w.-]{0,60}\/[\d.]{1,20} ?){1,4}$/.test(userAgent)
    ? userAgent
    : null
