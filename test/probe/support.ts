// The real probe on this kernel: bpftrace, the relay as a program of its own, and a socket in the daemon's place.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ProbeLine, probeLine } from '../../src/probe/line.ts'
import { lacking } from '../desktop/support.ts'
import { mainSource } from '../main-source.ts'
import { removeTree } from '../remove-tree.ts'
import { until } from '../until.ts'

/** Someone who may do nothing: nobody. */
export const UID = 65_534

/** Why there is nothing to test here; '' where there is. */
export const missing = findMissing()

function findMissing(): string {
  const lack = lacking(['bpftrace', 'setpriv', 'tmux'])
  if (lack !== '') return lack
  const reason = findReason()
  return reason === undefined ? '' : ` (skipped, as ${reason})`
}

function findReason(): string | undefined {
  if (process.geteuid?.() !== 0) return 'only root can attach probes'
  if (readlinkSync('/proc/self/ns/pid') !== 'pid:[4026531836]') return 'this is a container'
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'the kernel does not describe its types'
  if (!existsSync('/sys/kernel/tracing/events')) {
    spawnSync('mount', ['-t', 'tracefs', 'nodev', '/sys/kernel/tracing'])
  }
  if (!existsSync('/sys/kernel/tracing/events')) return 'tracefs cannot be mounted'
  const tried = spawnSync('bpftrace', ['-e', 'BEGIN { exit(); }'], { encoding: 'utf8' })
  return tried.status === 0 ? undefined : 'bpftrace cannot load a program here'
}

type LineOf<Type> = Extract<ProbeLine, { readonly type: Type }>

/** Listens as the daemon does, and remembers all lines. */
export class Listener {
  readonly path: string
  readonly lines: ProbeLine[] = []
  #sockets: Socket[] = []
  #server = this.#createServer()

  constructor(directory: string) {
    this.path = join(directory, 'probe.sock')
  }

  async listen(): Promise<void> {
    rmSync(this.path, { force: true })
    this.#server = this.#createServer()
    this.#server.listen(this.path)
    await once(this.#server, 'listening')
    chownSync(this.path, UID, UID)
    chmodSync(this.path, 0o600)
  }

  /** As a daemon that is killed. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets.splice(0)) socket.destroy()
    await closed
  }

  pause(): void {
    for (const socket of this.#sockets) socket.pause()
  }

  resume(): void {
    for (const socket of this.#sockets) socket.resume()
  }

  of<Type extends ProbeLine['type']>(type: Type, pid?: number): LineOf<Type>[] {
    const fits = (line: ProbeLine) =>
      line.type === type && (pid === undefined || ('pid' in line && line.pid === pid))
    return this.lines.filter((line): line is LineOf<Type> => fits(line))
  }

  async next<Type extends ProbeLine['type']>(type: Type, pid?: number): Promise<LineOf<Type>> {
    await until(() => this.of(type, pid).length > 0)
    return this.of(type, pid)[0]!
  }

  #createServer() {
    return createServer((socket) => {
      let rest = ''
      this.#sockets.push(socket)
      socket.on('error', () => {})
      socket.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        this.lines.push(...lines.map(readWhole))
      })
    })
  }
}

/** Parsed, it would lack what the schema does not know. */
function readWhole(text: string): ProbeLine {
  const line: ProbeLine = JSON.parse(text)
  probeLine.parse(line)
  return line
}

/** A relay that runs, with its listener, and a directory that all may enter. */
export interface Probe extends AsyncDisposable {
  readonly directory: string
  readonly listener: Listener
  readonly relay: ChildProcess
  /** bpftrace. */
  tracer(): number
  /** Writes an executable file. @returns its directory */
  program(name: string | Buffer, text: string): string
  /** Runs as the user who is watched. */
  run(path: string, args?: readonly string[], uid?: number): ChildProcess
}

export async function startProbe(...args: readonly string[]): Promise<Probe> {
  const directory = mkdtempSync(join(tmpdir(), 'oam-probe-'))
  chmodSync(directory, 0o755)
  const runtime = mkdtempSync(join(directory, 'run-'))
  chownSync(runtime, UID, UID)
  const listener = new Listener(runtime)
  await listener.listen()
  const relay = startRelay(listener.path, ...args)
  const children: ChildProcess[] = []
  const programs = new Map<string, string>()
  await until(() => listener.of('status').some(({ state }) => state === 'running'))
  return {
    directory,
    listener,
    relay,
    tracer: () => tracerOf(relay.pid ?? 0),
    program(name, text) {
      // One that runs is not to be written to.
      const key = `${String(name)}\0${text}`
      const place = programs.get(key) ?? join(directory, `${programs.size}`)
      if (!programs.has(key)) {
        programs.set(key, place)
        mkdirSync(place)
        writeFileSync(Buffer.concat([Buffer.from(`${place}/`), Buffer.from(name)]), text, {
          mode: 0o755,
        })
      }
      return place
    },
    run(path, given = [], uid = UID) {
      // A group of its own, to end it with all that it started.
      const stdio = ['pipe', 'pipe', 'pipe'] as const
      const child = spawn(path, given, { uid, gid: uid, stdio: [...stdio], detached: true })
      children.push(child)
      return child
    },
    async [Symbol.asyncDispose]() {
      for (const { pid } of children) killGroup(pid ?? 0)
      const ended = once(relay, 'exit')
      if (relay.exitCode === null && relay.signalCode === null && relay.kill()) await ended
      await listener.stop()
      await removeTree(directory)
    },
  }
}

/** For nobody, where no other user is named. */
export function startRelay(socket: string, ...args: readonly string[]): ChildProcess {
  const user = args.includes('--user') ? [] : ['--user', 'nobody']
  const argv = [mainSource, 'probe', ...user, '--socket', socket, ...args]
  const env = { PATH: process.env.PATH, HOME: '/' }
  return spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function killGroup(pid: number): void {
  try {
    if (pid > 0) process.kill(-pid, 'SIGKILL')
  } catch {
    // All have ended.
  }
}

/** @throws {Error} where it does not run */
function tracerOf(relay: number): number {
  const { stdout } = spawnSync('pgrep', ['-P', `${relay}`, 'bpftrace'], { encoding: 'utf8' })
  if (stdout === '') throw new Error('bpftrace does not run')
  return Number(stdout)
}

/** Whether programs can be run by a user who may do nothing, such as where this is in root's home. */
export function canReach(path: string): boolean {
  const { status } = spawnSync('setpriv', [`--reuid=${UID}`, '--clear-groups', 'test', '-x', path])
  return status === 0 && accessSync(path, constants.X_OK) === undefined
}
