// The program's log on stderr: for people on a terminal, JSON elsewhere; it never waits for its reader.

import { fstatSync } from 'node:fs'
import { isatty } from 'node:tty'
import { type Logger, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Clock } from './clock.ts'
import { createTextWriter } from './non-blocking-fd.ts'

export type { Logger } from 'pino'

export interface LogOptions {
  /** Least severe level that is logged. */
  readonly level: string
  /** Descriptor written to; stderr unless told. */
  readonly fd?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Every line is written when it is logged; a reader that stalls loses lines, the work goes on. */
export function createLogger({ level, fd = 2, env = process.env }: LogOptions): Logger {
  const onTerminal = isatty(fd)
  const write = createTextWriter(fd)
  const toPlain = isJournal(fd, env) ? withPriority : (line: string) => line
  const toText = onTerminal ? createPrettifier(env) : toPlain
  const base = onTerminal ? {} : { base: null }
  return pino({ level, ...base }, { write: (line: string) => write(toText(line)) })
}

/** The service manager names the journal's end of a stream by device and inode: see systemd.exec(5). */
function isJournal(fd: number, env: NonNullable<LogOptions['env']>): boolean {
  const named = env['JOURNAL_STREAM']
  if (named === undefined) return false
  try {
    const { dev, ino } = fstatSync(fd)
    return named === `${dev}:${ino}`
  } catch {
    return false
  }
}

/** Of pino's levels, in tens, the syslog priorities that sd-daemon(3) takes before a line. */
const PRIORITIES = [7, 7, 7, 6, 4, 3, 2]

function withPriority(line: string): string {
  const level = Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30)
  return `<${PRIORITIES[Math.floor(level / 10)] ?? 2}>${line}`
}

function createPrettifier(
  env: Readonly<Record<string, string | undefined>>,
): (line: string) => string {
  const prettify = prettyFactory({
    colorize: !env.NO_COLOR,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  })
  return (line) => prettify(withoutControls(line)) ?? ''
}

/** An odd number of backslashes before `u00..`, `b`, `f` or `r` is an escape, an even one is text. */
const ESCAPED_CONTROL = /(?<!\\)((?:\\\\)*)\\(?:u00(?:[01][0-9a-f]|7f)|[bfr])/g
const BARE_CONTROL = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A file name in a message must not be able to drive the terminal. @param line one JSON object */
function withoutControls(line: string): string {
  return line.replace(ESCAPED_CONTROL, '$1\ufffd').replace(BARE_CONTROL, '\ufffd')
}

/** Keys remembered at most; a key is a kind of message, so there are few. */
const MAX_KEYS = 1000

/** Calls `log` unless `key` was logged less than `everyMs` ago. */
export type LogLimiter = (key: string, everyMs: number, log: () => void) => void

/** For messages that an outside cause can repeat without end. */
export function createLogLimiter(clock: Pick<Clock, 'now'>): LogLimiter {
  const silentUntilMs = new Map<string, number>()
  return (key, everyMs, log) => {
    const nowMs = clock.now()
    if (nowMs < (silentUntilMs.get(key) ?? nowMs)) return
    if (silentUntilMs.size >= MAX_KEYS) silentUntilMs.clear()
    silentUntilMs.set(key, nowMs + everyMs)
    log()
  }
}
