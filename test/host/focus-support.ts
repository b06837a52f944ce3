// Compositors that are not here: sockets and programs that answer as the real ones are documented to.

import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Proc } from '../../src/host/proc.ts'
import { makeTempDir } from '../temp-dir.ts'

/** @returns the questions it was asked */
export async function serve(
  path: string,
  answer: (question: string) => string | undefined,
): Promise<string[]> {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      asked.push(chunk.toString())
      const text = answer(chunk.toString())
      if (text !== undefined) socket.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return asked
}

/** A program in `dir`, in JavaScript of either kind: `args` are its arguments. @returns an environment that finds only it */
export function installProgram(dir: string, name: string, code: string): NodeJS.ProcessEnv {
  const path = join(dir, name)
  const log = JSON.stringify(join(dir, 'calls'))
  const note = `process.getBuiltinModule('fs').appendFileSync(${log}, JSON.stringify(args) + '\\n')`
  const lines = [`#!${process.execPath}`, 'const args = process.argv.slice(2)', note, code]
  writeFileSync(path, lines.join('\n'))
  chmodSync(path, 0o755)
  return { PATH: dir }
}

/** Processes by number: whose child each is, and its variables. */
export function createFakeProc(
  processes: Readonly<
    Record<number, { parent: number; command: string; env?: Record<string, string> }>
  >,
): Proc {
  const nothing = () => undefined
  return {
    pids: () => Object.keys(processes).map(Number),
    stat(pid) {
      const found = processes[pid]
      if (found === undefined) return undefined
      const { parent: parentPid, command } = found
      return { pid, startTime: pid, command, state: 'S', parentPid, ttyNumber: 34_816 }
    },
    environment: (pid) => new Map(Object.entries(processes[pid]?.env ?? {})),
    identify: nothing,
    existence: () => 'running',
    owner: nothing,
    arguments: nothing,
    workingDirectory: nothing,
    executable: nothing,
    descriptors: nothing,
    openFile: nothing,
    socketInode: nothing,
  }
}

interface FakeTerminal {
  readonly env: NodeJS.ProcessEnv
  /** What owns the window, without any trace of where this test runs. */
  readonly pid: number
  /** Windows that were brought to the front. */
  readonly focused: number[]
}

/** A niri with one window, number 1. */
export async function createFakeTerminal(): Promise<FakeTerminal> {
  const NIRI_SOCKET = join(makeTempDir(), 'niri.sock')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { env: {} })
  onTestFinished(() => void child.kill('SIGKILL'))
  const { pid = 0 } = child
  const focused: number[] = []
  await serve(NIRI_SOCKET, (question) => {
    const id = /"FocusWindow":\{"id":(\d+)\}/.exec(question)?.[1]
    if (id !== undefined) focused.push(Number(id))
    const Windows = [{ id: 1, pid, is_focused: false }]
    return `${JSON.stringify({ Ok: id === undefined ? { Windows } : 'Handled' })}\n`
  })
  return { env: { NIRI_SOCKET }, pid, focused }
}
