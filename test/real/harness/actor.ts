// A client program at work: in a terminal with a person's hands, or headless with one prompt.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Keys } from '../types.ts'
import { until } from './deadline.ts'
import type { Tmux } from './tmux.ts'

export interface Process {
  /** The words of a program, its environment and its folder. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

export interface Actor extends AsyncDisposable {
  readonly pid: number
  /** Unix ms at which its process was gone. */
  readonly ended: Promise<number>
  screen(): Promise<string>
  /** Writes the text, sees it on the screen, and enters it. @returns when, in Unix ms */
  type(words: string): Promise<number>
  press(keys: Keys): Promise<number>
  /** Closes the window, as a person would who does not care. */
  close(): Promise<void>
}

const typingLimitMs = 20_000
/** How often a process that should end is looked for, in ms: the truth is no finer than this. */
const watchEveryMs = 20

/** A client in a terminal of its own. */
export async function openTerminal(tmux: Tmux, process: Process): Promise<Actor> {
  const { pid, name } = await tmux.open(process)
  return {
    pid,
    ended: whenGone(pid),
    screen: () => tmux.screen(name),
    async type(words) {
      await tmux.type(name, words)
      // Long words are wrapped, so the end is looked for without its spaces.
      const tail = squeeze(words).slice(-20)
      const shown = async () => squeeze(await tmux.screen(name)).includes(tail) || undefined
      await until(`"${words}" on the screen`, shown, { limitMs: typingLimitMs })
      // Keys that follow fast are taken for pasted text.
      await sleep(300)
      return tmux.press(name, ['Enter'])
    },
    press: (keys) => tmux.press(name, keys),
    close: () => tmux.close(name),
    async [Symbol.asyncDispose]() {
      await tmux.close(name)
      killQuietly(pid)
    },
  }
}

const squeeze = (words: string): string => words.replaceAll(/\s+/g, '')

/** A client that answers the prompt it was started with, and ends. */
export function openHeadless({ command: [file, ...args], env, cwd }: Process): Actor {
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const ended = new Promise<number>((done) => child.once('exit', () => done(Date.now())))
  const noTerminal = (): never => {
    throw new Error('a headless client has no keyboard')
  }
  return {
    pid: child.pid!,
    ended,
    screen: async () => (await output).join('\n'),
    type: noTerminal,
    press: noTerminal,
    close: noTerminal,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Looks at a process that is no child of ours. */
async function whenGone(pid: number): Promise<number> {
  while (isAlive(pid)) await sleep(watchEveryMs)
  return Date.now()
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

function killQuietly(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}
