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
  const parsed: { n?: number; type?: string }[] = []
  let parsedChars = 0
  return {
    child,
    text: () => text,
    lines() {
      // Tests ask again and again: each line is read once.
      const end = text.lastIndexOf('\n') + 1
      const fresh = text.slice(parsedChars, end).split('\n').filter(Boolean)
      parsedChars = end
      for (const line of fresh) parsed.push(JSON.parse(line) as { n?: number; type?: string })
      return parsed
    },
    ended: once(child, 'close'),
  }
}
