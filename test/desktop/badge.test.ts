// Badges of real windows: the real daemon, an agent in foot and in tmux, in a headless sway.

import { startCommand } from '../e2e/program.ts'
import { until } from '../until.ts'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Badge } from '../../src/domain/views/badge.ts'
import { childrenOf, lacking, output } from './support.ts'
import { startSway } from './sway-support.ts'

const skipped = lacking(['sway', 'swaymsg', 'foot', 'tmux', 'setpriv'])
const script = fileURLToPath(new URL('../e2e/agent.ts', import.meta.url))

async function begin() {
  const sway = await startSway()
  const { SWAYSOCK } = sway.swayEnv()
  const program = await startCommand(['run', '--no-pipe', '--no-notifications'], { SWAYSOCK })
  const directory = join(program.runtimeDir, 'i3pm-badges')
  const files = () => (existsSync(directory) ? readdirSync(directory) : [])
  const claude = join(sway.dir, 'claude')
  symlinkSync(process.execPath, claude)
  const agent = (folder: string) => [claude, script, `${program.port}`, `claude-code/${folder}`]
  const nameOf = (pid: number) => `${sway.windowOf(pid)}.json`
  const read = (pid: number): Badge =>
    JSON.parse(readFileSync(join(directory, nameOf(pid)), 'utf8')) as Badge
  return { ...sway, program, files, agent, nameOf, read }
}

describe.skipIf(skipped !== '')(`badges in sway${skipped}`, () => {
  test('have the con_id of the terminal, and go with the agent and the daemon', async () => {
    const { ownFoot: foot, program, files, agent, nameOf, read, windowOf } = await begin()
    await using _ = program
    const [first, second] = [await foot(...agent('c1-bash15')), await foot('sleep', '1000')]
    await until(() => files().join() === nameOf(first))
    await program.line(({ state }) => state === 'completed')
    await until(() => read(first).state === 'stopped')
    expect(read(first)).toMatchObject({
      window_id: windowOf(first),
      source: 'claude-code',
      count: 2,
      needs_attention: true,
    })
    const line = await program.line((found) => found['window_id'] === windowOf(first))
    expect(line).toMatchObject({ terminal: 'foot', pid: childrenOf(first)[0] })
    expect(files()).not.toContain(nameOf(second))

    process.kill(childrenOf(first)[0] ?? 0, 'SIGKILL')
    await until(() => files().length === 0)
    const third = await foot(...agent('b1-plain'))
    await until(() => files().join() === nameOf(third))
    await program.stop()
    expect(files()).toEqual([])
  })

  test('move with a pane of tmux to the window it is attached in', async () => {
    const { dir, env, ownFoot: foot, program, files, agent, nameOf, read, windowOf } = await begin()
    await using _ = program
    const socket = join(dir, 'tmux')
    const tmux = (...args: string[]) => output(['tmux', '-S', socket, ...args], env)
    const session = ['new-session', '-s', 'work', ...agent('c1-bash15')]
    const first = await foot('tmux', '-S', socket, ...session)
    // It is gone already where the agent ended without its daemon.
    onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']))
    await until(() => files().join() === nameOf(first))
    const second = await foot('tmux', '-S', socket, 'attach', '-d', '-t', 'work')
    await until(() => {
      tmux('send-keys', '-t', 'work', 'Enter')
      return files().join() === nameOf(second)
    })
    expect(read(second)).toMatchObject({ window_id: windowOf(second), source: 'claude-code' })
    tmux('detach-client', '-s', 'work')
    await until(() => {
      tmux('send-keys', '-t', 'work', 'Enter')
      return files().length === 0
    })
  })
})
