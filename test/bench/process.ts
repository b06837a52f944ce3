// Measures other processes: processor time, memory, and what they cost while something happens.

import { readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** User and system time of a process so far, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory of a process in MiB. */
export function rssMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
}

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it must be, as people read it; '' where it is for information. */
  readonly target: string
  readonly ok: boolean
}

export const row = (name: string, value: number, unit: string, target = '', ok = true): Row => ({
  name,
  value,
  unit,
  target,
  ok,
})

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}
