// `record`: the daemon, writing every request it accepts to a capture that `replay` reads.

import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { findRemains } from '../capture/remains.ts'
import { createScrub } from '../capture/scrub.ts'
import { type CaptureWriter, openCapture } from '../capture/write.ts'
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
    const stop = new AbortController()
    void aborted(io.signal).then(() => stop.abort())
    let problem: Error | undefined
    const capture = await create(file, raw, (error) => {
      problem = error
      // To go on without recording would only be noticed when it is too late.
      stop.abort()
    })
    if (raw) io.stderr.write(rawWarning(file))
    const code = await recordInto(capture, file, { ...io, signal: stop.signal })
    await capture.close()
    if (problem) throw new CliError(`cannot write ${file}: ${problem.message}`, EX_IOERR)
    tellLeftOut(capture, file, io)
    if (raw) return code
    const hasRemains = await tellRemains(file, io)
    return code === 0 && hasRemains ? EX_REMAINS : code
  },
}

/** The recording is whole, but not fit to be shared unseen. */
const EX_REMAINS = 1

const rawWarning = (file: string): string =>
  `WARNING: ${file} will hold everything that arrives: prompts, answers, directories, names and ids. Do not share it.\n`

/** @throws {CliError} 73 where it cannot be created: to be told before anything is recorded in vain */
function create(
  file: string,
  isRaw: boolean,
  onError: (error: Error) => void,
): Promise<CaptureWriter> {
  const scrub = isRaw ? undefined : createScrub()
  const wallOffsetMs = () => systemClock.wallOffsetMs()
  return openCapture(file, { scrub, wallOffsetMs, onError }).catch(
    ({ code = '', message }: NodeJS.ErrnoException) => {
      throw new CliError(`cannot create ${file}: ${CREATE_TROUBLES[code] ?? message}`, EX_CANTCREAT)
    },
  )
}

/** Node's own words name the call, and the file once more. */
const CREATE_TROUBLES: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already; remove it, or choose another name',
  ENOENT: 'there is no such directory',
  EACCES: 'you may not write there',
}

/** Runs the daemon; where that cannot start, the file goes again: empty, it would only bar the way of the next try. */
async function recordInto(capture: CaptureWriter, file: string, io: CommandIo): Promise<number> {
  try {
    return await runDaemon(io, { onRequest: (request) => capture.write(request) })
  } catch (error) {
    await capture.close()
    await rm(file, { force: true })
    throw error
  }
}

function tellLeftOut(capture: CaptureWriter, file: string, { stderr }: CommandIo): void {
  const [damaged, late] = [capture.damaged(), capture.late()]
  if (damaged > 0) stderr.write(`${file}: left out ${damaged} damaged requests\n`)
  if (late > 0)
    stderr.write(`${file}: left out ${late} requests that came too fast to be written\n`)
}

/** Warns of what is left in the file of the person who recorded it. @returns whether anything is */
async function tellRemains(file: string, { env, stderr }: CommandIo): Promise<boolean> {
  const person = { home: homeDirectory(env), user: userName(env), host: hostname() }
  const remains = await findRemains(file, person)
  for (const { what, requests } of remains)
    stderr.write(`${file}: ${what} is still in ${requests} requests; look before you share it\n`)
  return remains.length > 0
}
