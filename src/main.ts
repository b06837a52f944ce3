#!/usr/bin/env node
// The program: the only file that touches argv, process signals and the exit code.

import { getEventListeners } from 'node:events'
// By a name of its own, an older Node would not get as far as to say that it is too old.
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { nodeProblem } from './runtime/node-version.ts'
import { appPaths } from './runtime/paths.ts'

const EX_UNAVAILABLE = 69
const EX_SOFTWARE = 70
/** Hangup is a closed terminal: Node would end at once, and leave a pipe that nobody writes to. */
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const
const stop = new AbortController()

for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Whoever asks twice does not want to wait for a clean end, and Ctrl-C must
    // end a command that listens to nothing, such as one reading stdin.
    const isHeard = name === 'SIGTERM' || getEventListeners(stop.signal, 'abort').length > 0
    if (stop.signal.aborted || !isHeard) process.exit(128 + SIGNAL_NUMBERS[name])
    stop.abort()
  })
}

process.stdout.on('error', onOutputError)
process.stderr.on('error', onOutputError)
process.on('uncaughtException', die)

/** A reader that went away, as `head` does, is a normal end. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') stop.abort()
  else die(error)
}

function die(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(toFatalLine(text))
  process.exit(EX_SOFTWARE)
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
// in Node's own place for it, which is in /tmp, where others may have been first.
nodeModule.enableCompileCache(join(appPaths().cacheDir, 'compiled'))
const { runProgram } = await import('./cli/program.ts')

process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  isTTY: { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) },
  signal: stop.signal,
  now: Date.now,
}).catch(die)
