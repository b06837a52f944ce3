#!/usr/bin/env node
// The program: the only file that touches argv, process signals and the exit code.

import { getEventListeners } from 'node:events'
// By a name of its own, an older Node would not get as far as to say that it is too old.
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { makeDirs } from './runtime/make-dirs.ts'
import { nodeProblem } from './runtime/node-version.ts'
import { appPaths, isOwnDir } from './runtime/paths.ts'

const EX_UNAVAILABLE = 69
const EX_SOFTWARE = 70
const EX_IOERR = 74
/** Time for what is still under way when a command is done. */
const GRACE_MS = 1000
/** `timeout` sends its signal to the program and then to its whole group: that is one wish. */
const ECHO_MS = 100
const stop = new AbortController()

// Hangup is a closed terminal: Node would end at once, and leave a pipe that nobody writes to.
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  let heardMs = Number.NEGATIVE_INFINITY
  process.on(name, () => {
    const isEcho = performance.now() - heardMs < ECHO_MS
    heardMs = performance.now()
    if (isEcho) return
    // Whoever asks twice does not want to wait for a clean end, and Ctrl-C must
    // end a command that listens to nothing, such as one reading stdin.
    const isHeard = name === 'SIGTERM' || getEventListeners(stop.signal, 'abort').length > 0
    if (stop.signal.aborted || !isHeard) process.exit(128 + constants.signals[name])
    stop.abort()
  })
}

process.stdout.on('error', (error) => onOutputError(error, 'standard output'))
process.stderr.on('error', (error) => onOutputError(error, 'standard error'))
process.on('uncaughtException', die)

/** A reader that went away, as `head` does, is a normal end, and a full disk no bug of ours. */
function onOutputError(error: NodeJS.ErrnoException, output: string): void {
  if (error.code === 'EPIPE') return stop.abort()
  if (error.code === undefined) die(error)
  process.stderr.write(`otel-ai-monitor: cannot write to ${output}: ${error.message}\n`)
  process.exit(EX_IOERR)
}

function die(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(toFatalLine(text))
  process.exit(EX_SOFTWARE)
}

/** Whether a thread is at work on a file, or on looking up a name. */
const isThreadBusy = (): boolean =>
  process.getActiveResourcesInfo().some((name) => name.includes('Req'))

/** process.exit() waits for such a thread, and one that hangs would be waited for in vain: a signal ends it all. */
function end(code: number): never {
  if (isThreadBusy()) process.kill(process.pid, 'SIGKILL')
  process.exit(code)
}

/** People get a stack, the journal one JSON object a line, as from the log. */
function toFatalLine(text: string): string {
  if (isatty(2)) return `FATAL: this is a bug in otel-ai-monitor\n${text}\n`
  return `${JSON.stringify({ level: 60, time: Date.now(), msg: 'bug', stack: text })}\n`
}

const problem = nodeProblem(process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`otel-ai-monitor: ${problem}\n`)
  process.exit(EX_UNAVAILABLE)
}

// Code compiled at an earlier start nearly halves the time to the first line. Not
// in Node's own place for it, which is in /tmp, where others may have been first:
// what they put there would run as this user.
const { cacheDir } = appPaths()
const compiledDir = join(cacheDir, 'compiled')
await makeDirs(compiledDir).then(
  () => isOwnDir(cacheDir) && nodeModule.enableCompileCache(compiledDir),
  () => undefined,
)
const { runCommandLine } = await import('./cli/program.ts')

const code = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  isTTY: { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) },
  signal: stop.signal,
  now: Date.now,
}).catch(die)
// A part that did not stop in time does not stop later either.
if (code === EX_SOFTWARE) end(code)
process.exitCode = code
setTimeout(() => {
  if (isThreadBusy()) end(code)
}, GRACE_MS).unref()
