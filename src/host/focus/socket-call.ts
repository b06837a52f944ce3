// One question and its answer over a compositor's Unix socket.

import { readdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

const TIMEOUT_MS = 2000
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/**
 * Sends `question` and reads until `isWhole` or the other side ends.
 * @throws {Error} when nobody listens, or not in time
 */
export function askSocket(
  path: string,
  question: Uint8Array | string,
  isWhole: (answer: Buffer) => boolean = () => false,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0)
    const socket = connect(path, () => socket.write(question))
    const timeout = setTimeout(
      () => socket.destroy(new Error(`${path} did not answer in time`)),
      TIMEOUT_MS,
    )
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk])
      if (answer.length > MAX_ANSWER_BYTES)
        socket.destroy(new Error(`${path} does not stop talking`))
      else if (isWhole(answer)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(timeout)
      resolve(answer)
    })
  })
}

/** Whether somebody listens there: a compositor that crashed leaves its socket behind. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
}

/** @returns the first path that somebody listens on */
export async function firstListening(paths: Iterable<string>): Promise<string | undefined> {
  for (const path of paths) if (await isListening(path)) return path
  return undefined
}

/** Files of a directory by their names, the newest first; none where it cannot be read. */
export function listNewest(directory: string, name: RegExp): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((entry) => name.test(entry))
      .map((entry) => join(directory, entry))
      .toSorted((a, b) => changedMs(b) - changedMs(a))
  } catch {
    return []
  }
}

/** One that is gone again, or a link to nothing, is the oldest. */
const changedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
