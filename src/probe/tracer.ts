// One run of bpftrace: started with no more power than it needs, fed its script, and read without ever letting it wait.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Clock, Timer } from '../runtime/clock.ts'
import { type KernelEvent, parseKernelEvent } from './kernel-event.ts'
import { type Privileges, withLeastPower } from './privileges.ts'
import { type ProbeMode, toEnvironment, toScript } from './script.ts'

export interface TracerOptions {
  /** bpftrace and setpriv, each where it was found. */
  readonly bpftrace: string
  readonly setpriv: string | undefined
  /** Of agents. */
  readonly names: readonly string[]
  readonly mode: ProbeMode
  readonly waitThresholdMs: number
  readonly privileges: Privileges
  readonly clock: Clock
  onEvent(event: KernelEvent): void
  /** Called once. @param reason in a few words */
  onEnd(reason: string): void
}

/** Compiling takes 0.3 s, and many times that on a machine under load. */
const ATTACH_TIMEOUT_MS = 60_000
/** It says something every second. */
const SILENCE_MS = 15_000
const KILL_AFTER_MS = 3_000
/** Of the messages of its compiler, the last are kept. */
const MAX_MESSAGE_CHARS = 4096
/** Far beyond the longest file name. */
const MAX_LINE_CHARS = 64 * 1024

/** Ends it when disposed of, and waits for that. */
export function startTracer(options: TracerOptions): AsyncDisposable {
  const { clock, privileges } = options
  let messages = ''
  let problem: string | undefined
  let timer: Timer | undefined
  let hasEnded = false

  const child = privileges.asRoot(() => spawnTracer(options))
  const expect = (ms: number, otherwise: string) => {
    timer?.cancel()
    timer = clock.setTimer(clock.now() + ms, () => {
      problem = otherwise
      child.kill('SIGKILL')
    })
  }
  expect(ATTACH_TIMEOUT_MS, 'it did not attach in time')

  child.on('error', (error) => end(error.message))
  child.on('close', (code, signal) => end(problem ?? toReason(messages, code, signal)))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-MAX_MESSAGE_CHARS)
  })
  // It may end before it has read all.
  child.stdin?.on('error', () => {})
  child.stdin?.end(toScript(options.names, options.mode))
  readLines(child, (line) => {
    const event = parseKernelEvent(line)
    if (event === undefined || hasEnded) return
    if (event.type === 'followed' || event.type === 'second') expect(SILENCE_MS, 'it fell silent')
    options.onEvent(event)
  })

  function end(reason: string): void {
    timer?.cancel()
    if (hasEnded) return
    hasEnded = true
    options.onEnd(reason)
  }

  return {
    async [Symbol.asyncDispose]() {
      if (hasEnded) return
      hasEnded = true
      timer?.cancel()
      timer = clock.setTimer(clock.now() + KILL_AFTER_MS, () => child.kill('SIGKILL'))
      child.kill('SIGTERM')
      await once(child, 'close')
      timer.cancel()
    },
  }
}

function spawnTracer(options: TracerOptions) {
  const { bpftrace, setpriv, waitThresholdMs, privileges, mode } = options
  const parameters = [privileges.uid, waitThresholdMs, process.pid].map(String)
  const [file, ...args] = withLeastPower(
    [bpftrace, '-f', 'json', '-B', 'line', '-', ...parameters],
    setpriv,
  )
  const env = { PATH: process.env['PATH'], ...toEnvironment(mode) }
  return spawn(file, args, { cwd: '/', env, stdio: 'pipe' })
}

/** Its output is never held back: then it would lose what happens in the kernel. */
function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = ''
  // One character a byte: names of files are no text.
  child.stdout?.setEncoding('latin1').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS)
    for (const line of lines) onLine(line)
  })
}

/** The first complaint, for what follows is where in the script it is. */
function toReason(messages: string, code: number | null, signal: NodeJS.Signals | null): string {
  const lines = messages.split('\n').filter((line) => /error/i.test(line))
  // It always says so where the limit cannot be set, and goes on.
  const complaint = lines.find((line) => !line.includes('RLIMIT_MEMLOCK'))
  const how = signal === null ? `exit ${code}` : `killed by ${signal}`
  return complaint === undefined ? how : `${how}: ${complaint.trim().slice(0, 200)}`
}
