// What the tests of bars share: the files of eww/, a real daemon in a given runtime directory, and sessions to show.

import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { endChild } from '../end-child.ts'
import { listeningPort } from '../listening-port.ts'
import { mainSource } from '../main-source.ts'
import { toSession } from '../wire-session.ts'

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const ewwDir = fromRoot('eww')
export const yuck = readFileSync(`${ewwDir}/eww.yuck`, 'utf8')

export interface Daemon {
  readonly port: number
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts `run` and waits until it listens. */
export async function startDaemon(env: NodeJS.ProcessEnv): Promise<Daemon> {
  const args = [
    'run',
    '--port',
    '0',
    '--no-stdout',
    '--no-notifications',
    '--broadcast-interval',
    '1',
  ]
  const child = spawn(process.execPath, [mainSource, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => endChild(child, signal)
  onTestFinished(() => stop('SIGKILL'))
  return { port: await listeningPort(child), stop }
}

/** Tells the daemon of a prompt, so that it has a session that works. */
export async function postPrompt(port: number, sessionId: string, project: string): Promise<void> {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  const record = {
    timeUnixNano: `${Date.now()}000000`,
    body: { stringValue: 'claude_code.user_prompt' },
    attributes: [attribute('event.name', 'user_prompt'), attribute('session.id', sessionId)],
  }
  const resource = {
    attributes: [attribute('service.name', 'claude-code'), attribute('project', project)],
  }
  const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] }
  const response = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await response.arrayBuffer()
}

/** One of many in the daemon's lines: its id, project and times are its own. */
export const toNthSession = (index: number, changes: object = {}): object =>
  toSession({
    session_id: `id-${index}`,
    project: `project-${index}`,
    since: 1_734_355_200.5 + index,
    started: 1_734_355_100 + index,
    model: 'some-model',
    metrics: { input_tokens: 1500, output_tokens: 500, cache_tokens: 12_345_678, cost_usd: 0.25 },
    ...changes,
  })

/** Debian's own: another one that comes first on PATH knows nothing of Debian's bindings. */
export const python = '/usr/bin/python3'

/** @returns why tests that need Debian's Python bindings of GTK 3 are skipped, which is printed; '' where they are there */
export function lackingGtk(): string {
  const script = 'import gi; gi.require_version("Gtk", "3.0"); from gi.repository import Gtk'
  if (spawnSync(python, ['-c', script]).status === 0) return ''
  const reason = ' (skipped, as not installed: python3-gi with gir1.2-gtk-3.0)'
  console.warn(`test/bars${reason}`)
  return reason
}

/** How many pixels of a binary PPM image (P6, 8 bits) have just this colour. */
export function countPixels(image: Buffer, [red, green, blue]: readonly number[]): number {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(image.toString('latin1', 0, 64))
  if (header === null) throw new Error('not a PPM image')
  let count = 0
  for (let i = header[0].length; i + 2 < image.length; i += 3) {
    if (image[i] === red && image[i + 1] === green && image[i + 2] === blue) count++
  }
  return count
}

/** What a program prints, as it is. @throws {Error} when it fails */
export function outputBytes(argv: readonly string[], env: NodeJS.ProcessEnv): Buffer {
  const [program = '', ...args] = argv
  const { stdout, status } = spawnSync(program, args, { env, maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${status}`)
  return stdout
}
