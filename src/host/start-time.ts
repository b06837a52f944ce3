// When a process started, as a time of day.

import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second wherever programs can see it. */
const TICKS_PER_SECOND = 100

/**
 * @param startTime clock ticks since boot
 * @returns Unix ms; undefined where it cannot be told
 */
export function toStartMs(startTime: number): number | undefined {
  const uptimeSeconds = readUptimeSeconds()
  if (uptimeSeconds === undefined) return undefined
  return Date.now() + (startTime / TICKS_PER_SECOND - uptimeSeconds) * 1000
}

/** Finer than the time of the boot, which the kernel tells in whole seconds. */
function readUptimeSeconds(): number | undefined {
  try {
    return Number.parseFloat(readFileSync('/proc/uptime', 'utf8'))
  } catch {
    return undefined
  }
}
