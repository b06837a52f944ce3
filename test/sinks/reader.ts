// A real program that reads lines, as the desktop's bars do.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export interface Reader {
  readonly child: ChildProcess
  /** Everything it printed. */
  readonly text: () => string
  /** Its complete lines, parsed; throws on one that is not whole. */
  readonly lines: () => { n?: number; type?: string }[]
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>
}

/** Starts e.g. `cat PIPE`; it is killed when the test is over. */
export function startReader(command: string, ...args: string[]): Reader {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  onTestFinished(() => void child.kill('SIGKILL'))
  const complete = () => text.slice(0, text.lastIndexOf('\n') + 1)
  return {
    child,
    text: () => text,
    lines: () =>
      complete()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ended: once(child, 'close'),
  }
}
