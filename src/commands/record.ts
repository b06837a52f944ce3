// `record`: the daemon, writing every request it accepts to a capture that `replay` reads.

import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { z } from 'zod'
import { createScrub, type Scrub } from '../capture/scrub.ts'
import type { RawRequest } from '../sources/otlp-http.ts'
import { systemClock } from '../runtime/clock.ts'
import { CliError, type Command } from './command.ts'
import { runDaemon } from './run.ts'

const options = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('file to write; compressed where its name ends in .gz')
    .meta({ placeholder: 'FILE' }),
  texts: z
    .boolean()
    .default(false)
    .describe('keep what people wrote, what models answered and what tools printed'),
})

export const recordCommand: Command<typeof options> = {
  name: 'record',
  summary: 'Run, and write the telemetry that arrives to a capture',
  options,
  positionals: ['file'],
  settings: 'all',
  async run({ file, texts }, io) {
    const stream = openCapture(file)
    let problem: Error | undefined
    stream.end.on('error', (error) => (problem ??= error))
    const scrub = texts ? undefined : createScrub()
    let startMs: number | undefined
    const code = await runDaemon(io, {
      onRequest(request) {
        const firstMs = (startMs ??= request.arrivalMs)
        if (!problem) stream.write(toLine(request, firstMs, scrub))
      },
    })
    await stream.close()
    if (problem) throw new CliError(`cannot write ${file}: ${problem.message}`, 74)
    return code
  },
}

function openCapture(file: string) {
  // Never over a file that is there: a capture cannot be made again.
  const end = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  const start = file.endsWith('.gz') ? createGzip() : end
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
    path: `/v1/${signal}`,
    content_type: encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    content_encoding: null,
    user_agent: request.userAgent,
    remote_port: request.remotePort,
    body_base64: Buffer.from(body).toString('base64'),
  }
  return `${JSON.stringify(line)}\n`
}
