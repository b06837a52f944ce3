// An X server with i3 of the test's own, and terminals in it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childrenOf, output, start, startXvfb } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

/** @param size of its screen */
export async function startI3(size?: string) {
  const dir = makeTempDir()
  const config = join(dir, 'config')
  writeFileSync(config, '# i3 config file (v4)\nfocus_on_window_activation focus\n')
  const I3SOCK = join(dir, 'i3.sock')
  const DISPLAY = await startXvfb(size)
  const env = { PATH: process.env.PATH, HOME: dir, DISPLAY, SHELL: '/bin/sh' }
  start(['i3', '-c', config], { ...env, I3SOCK })
  const i3msg = (...args: string[]) => output(['i3-msg', '-s', I3SOCK, ...args], env)
  const isUp = () => {
    try {
      return i3msg('-t', 'get_version') !== ''
    } catch {
      return false
    }
  }
  await until(isUp)
  const active = () => {
    try {
      const id = output(['xdotool', 'getactivewindow'], env)
      return Number(output(['xdotool', 'getwindowpid', id], env))
    } catch {
      return 0
    }
  }
  /** @returns the window's process, and what runs in it */
  const xterm = async (...argv: string[]) => {
    const { pid = 0 } = start(['xterm', '-e', ...argv], env)
    await until(() => active() === pid && childrenOf(pid).length > 0)
    return [pid, childrenOf(pid)[0] ?? 0] as const
  }
  return { env, I3SOCK, i3msg, active, xterm }
}
