// The real program, spawned, with a runtime directory of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readCapture } from '../captures/support/captures.ts'
import { listeningPort } from '../listening-port.ts'
import { mainSource } from '../main-source.ts'
import { removeTree } from '../remove-tree.ts'

export type Line = Record<string, unknown> & {
  readonly sessions: readonly Record<string, unknown>[]
}

export interface Program extends AsyncDisposable {
  readonly child: ChildProcess
  readonly port: number
  readonly runtimeDir: string
  readonly env: NodeJS.ProcessEnv
  /** Every line of stdout so far. */
  readonly lines: Line[]
  /** Everything on stderr so far. */
  log(): string
  /** Waits until a line of stdout satisfies `matches`. */
  line(matches: (line: Line) => boolean): Promise<Line>
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `run` on a free port and waits until it listens. */
export const startProgram = (...args: string[]): Promise<Program> => startCommand(['run', ...args])

interface Start {
  /** A free one where it is left out. */
  readonly port?: number
  /** Called for every line as it comes. */
  readonly onLine?: (line: Line) => void
  /** The built program; the sources where it is left out. */
  readonly program?: string
  /** Who runs it, where that is another than the tests' user, who must be root. */
  readonly uid?: number
}

/** The same for any command that receives. */
export async function startCommand(
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
  { port = 0, onLine, program = mainSource, uid }: Start = {},
): Promise<Program> {
  const runtimeDir = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-e2e-'))
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: runtimeDir,
    XDG_CONFIG_HOME: runtimeDir,
    // Who comes first makes the directory, and it must be private for the sockets.
    XDG_CACHE_HOME: runtimeDir,
    XDG_STATE_HOME: join(runtimeDir, 'state'),
    HOME: runtimeDir,
    ...more,
  }
  const words = [program, ...args, '--port', String(port)]
  if (uid !== undefined) chownSync(runtimeDir, uid, uid)
  const user = uid === undefined ? {} : { uid, gid: uid }
  return attach(spawn(process.execPath, words, { env, ...user }), env, onLine)
}

async function attach(
  child: ChildProcess,
  env: NodeJS.ProcessEnv & { readonly XDG_RUNTIME_DIR: string },
  onLine: Start['onLine'],
): Promise<Program> {
  const runtimeDir = env.XDG_RUNTIME_DIR
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  createInterface({ input: child.stdout! }).on('line', (text) => {
    const line = JSON.parse(text) as Line
    lines.push(line)
    onLine?.(line)
    for (const look of waiting) look()
  })
  let log = ''
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const port = await listeningPort(child)
  return {
    child,
    port,
    runtimeDir,
    env,
    lines,
    log: () => log,
    line: (matches) =>
      new Promise((done, failed) => {
        const look = (): void => {
          const found = lines.find(matches)
          if (!found) return
          waiting.delete(look)
          done(found)
        }
        waiting.add(look)
        look()
        void ended.then(() => failed(new Error(`it ended without such a line: ${log}`)))
      }),
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await removeTree(runtimeDir)
    },
  }
}

/** Posts a capture's requests one after the other, as fast as they are answered. */
export async function postCapture(port: number, folder: string): Promise<number[]> {
  const statuses: number[] = []
  for (const line of readCapture(folder)) {
    const response = await fetch(`http://127.0.0.1:${port}${line.path}`, {
      method: 'POST',
      headers: { 'content-type': line.content_type },
      body: Buffer.from(line.body_base64, 'base64'),
    })
    await response.arrayBuffer()
    statuses.push(response.status)
  }
  return statuses
}
