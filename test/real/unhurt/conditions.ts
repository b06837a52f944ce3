// What a receiver can be like, from none at all to one that hangs: each opened for one run of a client.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Program, startCommand } from '../../e2e/program.ts'
import type { Client } from '../types.ts'
import { variants } from '../variants.ts'
import { builtProgram } from '../harness/set-up.ts'

export interface Condition {
  readonly id: string
  readonly title: string
  /** Whether the daemon has any say: a process that is stopped has none. */
  readonly isOurs: boolean
  readonly hooks?: true
  /** @returns undefined for telemetry switched off */
  open(home: string): Promise<Opened | undefined>
}

interface Opened extends AsyncDisposable {
  readonly url: string
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`

/** The real daemon, with what is done to it for as long as the client runs. */
async function openDaemon(
  home: string,
  settings: NodeJS.ProcessEnv = {},
  disturb: (program: Program) => Disposable | undefined = () => undefined,
): Promise<Opened> {
  const args = ['run', '--no-pipe', '--no-notifications', '--no-stdout']
  const env = { HOME: home, ...settings }
  const program = await startCommand(args, env, { program: builtProgram })
  const disturbance = disturb(program)
  return {
    url: urlOf(program.port),
    async [Symbol.asyncDispose]() {
      disturbance?.[Symbol.dispose]()
      await program[Symbol.asyncDispose]()
    },
  }
}

/** Stopped four fifths of the time. */
function slowDown({ child }: Program): Disposable {
  let isStopped = false
  let next: NodeJS.Timeout
  const turn = (): void => {
    isStopped = !isStopped
    child.kill(isStopped ? 'SIGSTOP' : 'SIGCONT')
    next = setTimeout(turn, isStopped ? 400 : 100)
  }
  turn()
  return { [Symbol.dispose]: () => clearTimeout(next) }
}

function hang({ child }: Program): undefined {
  child.kill('SIGSTOP')
}

/** Answers every request at once, and does nothing with it. */
async function openIdeal(): Promise<Opened> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: urlOf((server.address() as AddressInfo).port),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** A port that refuses: nobody listens there any more. */
async function openDead(): Promise<Opened> {
  const ideal = await openIdeal()
  await ideal[Symbol.asyncDispose]()
  return { url: ideal.url, async [Symbol.asyncDispose]() {} }
}

const limit = (name: string, value: string): NodeJS.ProcessEnv => ({
  [`OTEL_AI_MONITOR_RECEIVER_LIMITS_${name}`]: value,
})

const off: Condition = {
  id: 'off',
  title: 'telemetry off',
  isOurs: false,
  open: async () => undefined,
}

const receivers: readonly Condition[] = [
  { id: 'ideal', title: 'a bare server that answers at once', isOurs: false, open: openIdeal },
  { id: 'daemon', title: 'the daemon', isOurs: true, open: (home) => openDaemon(home) },
  {
    id: 'slow',
    title: 'the daemon, stopped four fifths of the time',
    isOurs: false,
    open: (home) => openDaemon(home, {}, slowDown),
  },
  {
    id: 'full',
    title: 'the daemon, full: it answers 503',
    isOurs: true,
    open: (home) => openDaemon(home, limit('MAX_HELD_BYTES', '1')),
  },
  {
    id: 'errors',
    title: 'the daemon, refusing every body: it answers 413',
    isOurs: true,
    open: (home) => openDaemon(home, limit('MAX_BODY_BYTES', '1')),
  },
  { id: 'dead', title: 'no daemon', isOurs: false, open: openDead },
  {
    id: 'hung',
    title: 'the daemon, hung (SIGSTOP)',
    isOurs: false,
    open: (home) => openDaemon(home, {}, hang),
  },
  {
    id: 'hooks',
    title: 'the daemon, with hooks',
    isOurs: true,
    hooks: true,
    open: (home) => openDaemon(home),
  },
  {
    id: 'hooks-hung',
    title: 'the daemon, with hooks, hung (SIGSTOP)',
    isOurs: true,
    hooks: true,
    open: (home) => openDaemon(home, {}, hang),
  },
]

/** Telemetry off, and every receiver: with hooks only where the client has any. */
export function conditionsFor({ plays }: Client): readonly Condition[] {
  const hasHooks = [variants.hooks, variants.everything].some((one) => plays?.(one, true) ?? true)
  return [off, ...receivers.filter(({ hooks }) => hasHooks || !hooks)]
}
