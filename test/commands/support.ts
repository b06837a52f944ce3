// Surroundings for client commands: a control socket as the daemon serves it, and an io whose output is kept.

import { PassThrough, Writable } from 'node:stream'
import { settingsSchema } from '../../src/config/settings.ts'
import type { CommandIo } from '../../src/commands/command.ts'
import { openControlSocket } from '../../src/sinks/control-socket.ts'
import type { LineSink } from '../../src/sinks/sink.ts'
import { createTestContext, type TestContext } from '../sinks/support.ts'

export interface TestIo extends CommandIo {
  /** What was printed on stdout so far. */
  text(): string
  /** Its complete lines. */
  lines(): string[]
  stop(): void
}

/** @param runtimeDir stands for XDG_RUNTIME_DIR */
export function createTestIo(runtimeDir: string, overrides: Partial<CommandIo> = {}): TestIo {
  const controller = new AbortController()
  let text = ''
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return {
    stdout,
    stderr: new PassThrough(),
    stdin: new PassThrough(),
    env: { XDG_RUNTIME_DIR: runtimeDir },
    isTTY: { stdin: false, stdout: false, stderr: false },
    signal: controller.signal,
    now: Date.now,
    loadSettings: () => settingsSchema.parse({}),
    resolveSettings: () => {
      throw new Error('not needed here')
    },
    settingsPlace: { file: '/nowhere/config.json', isFileChosen: false },
    ...overrides,
    text: () => text,
    lines: () => text.split('\n').slice(0, -1),
    stop: () => controller.abort(),
  }
}

export interface ServedSocket extends AsyncDisposable {
  readonly context: TestContext
  readonly sink: LineSink
}

/** Serves the control socket as the daemon does. @param context of an earlier one, to restart it */
export async function serveControlSocket(
  sessions: object[] = [],
  context: TestContext = createTestContext(),
): Promise<ServedSocket> {
  context.snapshot = toList(sessions)
  const sink = await openControlSocket({}, context)
  return { context, sink, [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose]() }
}

export function toList(sessions: object[]) {
  return { type: 'session_list', sessions, timestamp: 1_734_355_200 }
}

/** An update about the first of `sessions`. */
export function toUpdateLine(sessions: object[], about = sessions[0]): string {
  const update = { type: 'session_update', ...about, timestamp: 1_734_355_260, sessions }
  return `${JSON.stringify(update)}\n`
}

/** The control characters in a text, line ends aside; C1 and bidirectional overrides included. */
export function controlsIn(text: string): string[] {
  return text.match(/(?!\n)[\p{Cc}\u202a-\u202e]/gu) ?? []
}

/** Everything that a hostile project name could try at once. */
export const HOSTILE = `<b>&"'%{A1:xterm:}\u001b[31mred\u001b]0;title\u0007\nnext\u202egnp\u0000\u009b2J`
