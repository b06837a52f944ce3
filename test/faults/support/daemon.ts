// The built program under faults: started in odd surroundings, and asked after each whether it is still well.

import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from 'vitest'
import { nodeFlags } from '../../../src/runtime/node-flags.ts'
import type { ReceiverCounters } from '../../../src/sources/otlp-http.ts'
import { send } from './client.ts'
import { figures } from './figures.ts'
import { createSession } from './session.ts'
import { listeningPort } from '../../listening-port.ts'
import { removeTree } from '../../remove-tree.ts'
import { until } from '../../until.ts'

export const mainPath = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))

export interface Health {
  readonly status: string
  readonly sessions: Readonly<Record<string, number>>
  readonly sinks: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly receiver: ReceiverCounters
}

export interface SessionLine {
  readonly session_id: string
  readonly state: string
  readonly reason: string
  readonly confidence: string
  readonly project: string | null
  readonly timestamp: number
  readonly metrics: Readonly<Record<string, number>>
}

export interface Daemon extends AsyncDisposable {
  readonly child: ChildProcess
  readonly port: number
  readonly runtimeDir: string
  readonly socketPath: string
  readonly env: NodeJS.ProcessEnv
  /** Lines of stdout, where it is a pipe that is read. */
  readonly lines: string[]
  log(): string
  health(): Promise<Health>
  /** GET on the control socket. */
  control(path: string): Promise<string>
  /** Waits for the end. @returns its exit code, or the signal that ended it */
  stop(): Promise<number | string | null>
}

export interface DaemonOptions {
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** A command in front, such as `prlimit --nofile=64`. */
  readonly wrap?: readonly string[]
  readonly stdio?: StdioOptions
}

/** A test that is cut off by its time limit lets go of nothing. */
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** On a free port, without a desktop. */
export async function startDaemon(options: DaemonOptions = {}): Promise<Daemon> {
  const { args = [], wrap = [], stdio = ['ignore', 'pipe', 'pipe'] } = options
  const home = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-fault-'))
  const runtimeDir = join(home, 'run')
  mkdirSync(runtimeDir, { mode: 0o700 })
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: runtimeDir,
    XDG_CONFIG_HOME: home,
    HOME: home,
    OTEL_AI_MONITOR_SESSION_FILES_ENABLED: 'false',
    OTEL_AI_MONITOR_NOTIFICATIONS_ENABLED: 'false',
    ...options.env,
  }
  const [program, ...rest] = [
    ...wrap,
    process.execPath,
    ...nodeFlags,
    mainPath,
    'run',
    '--port',
    '0',
    ...args,
  ]
  const child = spawn(program!, rest, { env, stdio })
  children.add(child)
  const ended = new Promise<number | string | null>((done) =>
    child.once('exit', (code, signal) => done(code ?? signal)),
  )
  const lines: string[] = []
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  let log = ''
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const port = await listeningPort(child)
  const socketPath = join(runtimeDir, 'otel-ai-monitor', 'control.sock')
  return {
    child,
    port,
    runtimeDir,
    socketPath,
    env,
    lines,
    log: () => log,
    health: async () => JSON.parse(await get({ host: '127.0.0.1', port }, '/health')) as Health,
    control: (path) => get({ socketPath }, path),
    stop() {
      child.kill()
      return ended
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null)
        figures.crashes += isStopped(child) ? 0 : 1
      child.kill('SIGKILL')
      await ended
      await removeTree(home)
    },
  }
}

/** One for all tests of a file; it has to end properly after them. */
export function shareDaemon(options: DaemonOptions = {}): () => Daemon {
  let daemon: Daemon | undefined
  beforeAll(async () => {
    daemon = await startDaemon(options)
  })
  afterAll(async () => {
    await using shared = daemon!
    const code = await shared.stop()
    if (code !== 0) throw new Error(`it ended with ${code}: ${shared.log()}`)
  })
  return () => daemon!
}

const isStopped = ({ exitCode, killed }: ChildProcess): boolean => killed && exitCode === 0

type Place = { readonly host: string; readonly port: number } | { readonly socketPath: string }

/** Looking who is behind a new connection takes the program longer than to answer. */
const healthAgent = new Agent({ keepAlive: true })

function get(place: Place, path: string): Promise<string> {
  return new Promise((done, failed) => {
    const sent = request(
      { ...place, path, agent: 'port' in place ? healthAgent : false },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => done(text)).on('error', failed)
      },
    )
    sent.on('error', failed).end()
  })
}

export const updatesOf = ({ lines }: Pick<Daemon, 'lines'>, id: string): SessionLine[] =>
  lines
    .filter((line) => line.startsWith('{"type":"session_update"') && line.includes(id))
    .map((line) => JSON.parse(line) as SessionLine)
    .filter((line) => line.session_id === id)

/** How to see a session: in the lines of stdout, or in the snapshot of the control socket. */
export type Sight = 'lines' | 'snapshot'

const seenBy: Readonly<
  Record<Sight, (daemon: Daemon, id: string) => Promise<SessionLine | undefined>>
> = {
  lines: async (daemon, id) => updatesOf(daemon, id).at(-1),
  snapshot: async (daemon, id) => {
    const list = JSON.parse(await daemon.control('/snapshot')) as { sessions: SessionLine[] }
    return list.sessions.find((session) => session.session_id === id)
  },
}

/** It is alive, answers, and tracks a session from its prompt to its end as it should. */
export async function expectWell(
  daemon: Daemon,
  sight: Sight = 'lines',
  nowMs?: number,
): Promise<void> {
  expect(daemon.child.exitCode).toBeNull()
  expect(daemon.child.signalCode).toBeNull()
  const before = await daemon.health()
  expect(before.status).toBe('ok')
  const session = createSession(nowMs)
  const see = (state: string) =>
    until(async () => {
      const seen = await seenBy[sight](daemon, session.id)
      return seen?.state === state && seen
    })
  const post = async (sent: (typeof session)['prompt']) =>
    expect((await send(daemon.port, sent)).status).toBe(200)
  await post(session.prompt)
  expect(await see('working')).toMatchObject({ reason: 'prompt', confidence: 'exact' })
  await post(session.reply)
  await post(session.turnEnd)
  expect(await see('completed')).toMatchObject({
    reason: 'turn_end_span',
    confidence: 'exact',
    metrics: { input_tokens: 10, output_tokens: 5 },
  })
  await post(session.end)
  if (sight === 'lines') await see('expired')
  else await until(async () => (await seenBy.snapshot(daemon, session.id)) === undefined)
  const after = await daemon.health()
  figures.sent += session.records
  figures.counted += recordsIn(after) - recordsIn(before)
  expect(recordsIn(after) - recordsIn(before)).toBe(session.records)
}

export const recordsIn = ({ receiver }: Health): number =>
  receiver.logs.records + receiver.traces.records + receiver.metrics.records
