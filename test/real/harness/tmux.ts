// A tmux server of our own: terminals that are typed into and read.

import { execFile, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Keys } from '../types.ts'
import type { Process } from './actor.ts'

const run = promisify(execFile)

export interface Tmux extends AsyncDisposable {
  open(process: Process): Promise<{ readonly pid: number; readonly name: string }>
  screen(name: string): Promise<string>
  type(name: string, words: string): Promise<void>
  /** @returns when the last key was sent, in Unix ms */
  press(name: string, keys: Keys): Promise<number>
  close(name: string): Promise<void>
}

/** @param label the socket's name, so that no other server is ever touched */
export function openTmux(label: string): Tmux {
  const tmux = async (...args: string[]): Promise<string> =>
    (await run('tmux', ['-L', label, '-f', '/dev/null', ...args])).stdout
  let count = 0
  // Its server and the clients in it would outlive a run that is cut off.
  const end = (): void => void spawnSync('tmux', ['-L', label, 'kill-server'])
  process.once('exit', end)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  return {
    async open({ command, env, cwd }) {
      const name = `client-${++count}`
      const size = ['-x', '160', '-y', '50']
      // `env -i` keeps out what the server's environment holds; it turns into the client itself.
      const scrubbed = [
        'env',
        '-i',
        ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
      ]
      const shown = ['-P', '-F', '#{pane_pid}']
      const words = ['new-session', '-d', ...shown, '-s', name, ...size, '-c', cwd]
      const pid = await tmux(...words, '--', ...scrubbed, ...command)
      return { name, pid: Number(pid) }
    },
    screen: (name) => tmux('capture-pane', '-p', '-t', `${name}:`).catch(() => ''),
    async type(name, words) {
      await tmux('send-keys', '-t', `${name}:`, '-l', '--', words)
    },
    async press(name, keys) {
      let atMs = Date.now()
      for (const key of keys) {
        // It has arrived by the time that is told, which may be some time after.
        atMs = Date.now()
        await tmux('send-keys', '-t', `${name}:`, key)
        // With what follows at once it is taken for one key.
        if (key === 'Escape') await sleep(300)
      }
      return atMs
    },
    close: async (name) => void (await tmux('kill-session', '-t', `=${name}`).catch(() => '')),
    async [Symbol.asyncDispose]() {
      process.off('exit', end)
      await tmux('kill-server').catch(() => '')
    },
  }
}
