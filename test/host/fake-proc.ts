// Process files as the kernel writes them, for processes that this machine does not have.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProc, type Proc } from '../../src/host/proc.ts'
import { makeTempDir } from '../temp-dir.ts'

export interface FakeProcess {
  readonly command?: string
  readonly state?: string
  readonly parentPid?: number
  readonly ttyNumber?: number
  readonly startTime?: number
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly executable?: string
  /** Paths of open files, from descriptor 100 on. */
  readonly files?: readonly string[]
  /** Inodes. */
  readonly sockets?: readonly number[]
}

/** Device number of `pts/<n>`. */
export const pts = (n: number) => (136 << 8) | n

/** /proc/PID/stat, with numbers in all fields that nobody reads. */
export function toStatText(pid: number, given: FakeProcess = {}): string {
  const { command = 'some', state = 'S', parentPid = 1, ttyNumber = 0, startTime = 1000 } = given
  const rest = Array.from({ length: 14 }, (_, i) => i + 70).join(' ')
  return `${pid} (${command}) ${state} ${parentPid} 60 61 ${ttyNumber} ${rest} ${startTime} 90 91\n`
}

/** @returns the directory, which looks like /proc */
export function writeProc(processes: Readonly<Record<number, FakeProcess>>): string {
  const directory = makeTempDir()
  mkdirSync(join(directory, 'self'))
  for (const [pid, process] of Object.entries(processes))
    writeProcess(directory, Number(pid), process)
  return directory
}

export function writeProcess(directory: string, pid: number, given: FakeProcess): void {
  const at = join(directory, `${pid}`)
  const entries = Object.entries(given.environment ?? {}).map(([name, value]) => `${name}=${value}`)
  mkdirSync(join(at, 'fd'), { recursive: true })
  writeFileSync(join(at, 'stat'), toStatText(pid, given))
  writeFileSync(join(at, 'cmdline'), toList(given.arguments ?? []))
  writeFileSync(join(at, 'environ'), toList(entries))
  if (given.cwd !== undefined) symlinkSync(given.cwd, join(at, 'cwd'))
  if (given.executable !== undefined) symlinkSync(given.executable, join(at, 'exe'))
  symlinkSync('/dev/null', join(at, 'fd/0'))
  for (const [index, inode] of (given.sockets ?? []).entries())
    symlinkSync(`socket:[${inode}]`, join(at, `fd/${index + 3}`))
  for (const [index, path] of (given.files ?? []).entries())
    symlinkSync(path, join(at, `fd/${index + 100}`))
}

export const fakeProc = (processes: Readonly<Record<number, FakeProcess>>): Proc =>
  createProc(writeProc(processes))

const toList = (items: readonly string[]) => items.map((item) => `${item}\0`).join('')
