// Takes a path for a Unix socket: a dead daemon's socket is replaced, a living one's is refused.

import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, linkSync, lstatSync, type Stats, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { dirname, join } from 'node:path'

/** sockaddr_un.sun_path holds 108 bytes, the last of which is 0 (104 on macOS). */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103

/** A socket of ours at its path. */
export interface Claim {
  /** Whether it is still there, and ours. */
  isThere(): boolean
  /** Removes it, if it is still ours. @throws {Error} when it cannot be removed */
  release(): void
}

/**
 * Listens at `path` with mode 0600. The server binds a name of its own first,
 * which is then linked to `path`: that fails if somebody is faster, and libuv,
 * which removes the bound name when the server closes, cannot remove the
 * socket of a successor.
 * @throws {Error} when `path` is served already, too long, or not a socket
 */
export async function claimSocket(server: Server, path: string): Promise<Claim> {
  // Another one of this program may be claimed in the same directory at the same moment.
  const bound = join(dirname(path), `.${randomUUID().slice(0, 8)}`)
  if (Buffer.byteLength(path) > MAX_PATH_BYTES || Buffer.byteLength(bound) > MAX_PATH_BYTES) {
    throw new Error(`the socket's path is longer than ${MAX_PATH_BYTES} bytes: ${path}`)
  }
  await removeStale(path)
  await listen(server, bound)
  try {
    chmodSync(bound, 0o600)
    linkSync(bound, path)
  } catch (error) {
    server.close()
    const { code, message } = error as NodeJS.ErrnoException
    // Whoever is there now was faster by a moment.
    if (code === 'EEXIST') throw toServedError(path)
    throw new Error(`cannot create the socket ${path}: ${message}`, { cause: error })
  }
  const ours = lstatSync(path)
  unlinkSync(bound)
  return { isThere: () => isSame(path, ours), release: () => unlinkSame(path, ours) }
}

/** Removes a socket that nobody listens on any more. */
async function removeStale(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isSocket()) throw new Error(`${path} exists and is not a socket; it is left untouched`)
  if (await isServed(path)) throw toServedError(path)
  unlinkSame(path, stat)
}

const toServedError = (path: string): Error =>
  new Error(`another otel-ai-monitor is running already: it serves ${path}`)

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      // EAGAIN: somebody listens and has too many waiting to be accepted.
      if (code === 'EAGAIN') settle(true)
      else if (code === 'ECONNREFUSED' || code === 'ENOENT') settle(false)
      else reject(new Error(`cannot use the socket ${path}: ${code}`))
    })
  })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = ({ code, message }: NodeJS.ErrnoException) => {
      const directory = dirname(path)
      // Of a directory that is missing, Node says that it may not be used.
      const why = existsSync(directory) ? (code ?? message) : 'the directory does not exist'
      reject(new Error(`cannot create a socket in ${directory}: ${why}`))
    }
    server.once('error', fail)
    server.listen(path, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function unlinkSame(path: string, wanted: Stats): void {
  if (isSame(path, wanted)) unlinkSync(path)
}

/** Numbers of files are given again once the file is gone; hence the time of birth. */
function isSame(path: string, { dev, ino, birthtimeMs }: Stats): boolean {
  try {
    const stat = lstatSync(path)
    const found = `${stat.dev} ${stat.ino} ${stat.birthtimeMs}`
    return stat.isSocket() && found === `${dev} ${ino} ${birthtimeMs}`
  } catch {
    // Its directory may be closed to us by now.
    return false
  }
}
