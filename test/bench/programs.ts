// Starts the programs that are measured: the daemon itself, and a bare server to compare it with.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../src/runtime/node-flags.ts'
import { listeningPort } from '../listening-port.ts'
import { removeTree } from '../remove-tree.ts'

export interface Program extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  readonly runtimeDir: string
  readonly env: NodeJS.ProcessEnv
  /** From the start of the process to listening. */
  readonly startMs: number
}

/** Code compiled at the first start is there for the later ones, as on anybody's machine. */
const cacheDir = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-bench-cache-'))
process.on('exit', () => rmSync(cacheDir, { recursive: true, force: true }))

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export const mainPath = here('../../dist/main.js')

/** The built daemon on a free port, with a runtime directory of its own. */
export const startDaemon = (...args: string[]): Promise<Program> =>
  start([...nodeFlags, mainPath, 'run', '--port', '0', ...args])

/** A node:http server that reads each body and drops it; with `pipe`, it writes a line for each. */
export const startBareServer = (...args: 'pipe'[]): Promise<Program> =>
  start([here('./bare-server.ts'), ...args])

async function start(args: readonly string[]): Promise<Program> {
  const runtimeDir = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-bench-'))
  const startedMs = performance.now()
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: runtimeDir,
    XDG_CONFIG_HOME: runtimeDir,
    XDG_CACHE_HOME: cacheDir,
    HOME: runtimeDir,
  }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await listeningPort(child)
  return {
    pid: child.pid!,
    port,
    runtimeDir,
    env,
    startMs: performance.now() - startedMs,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill()
      await ended
      await removeTree(runtimeDir)
    },
  }
}
