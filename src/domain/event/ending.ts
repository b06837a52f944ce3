// How a process ended, in the words of a line's `reason`.

import type { EndReason } from '../event.ts'

/** As the kernel tells it: the exit code where the process ended by itself, else the signal's number. */
interface Ending {
  readonly code?: number | undefined
  readonly signal?: number | undefined
}

/** Linux's numbers. @see signal(7) */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
}

/** Raised by what the program itself did: ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS. */
const FAULTS = new Set([4, 5, 6, 7, 8, 11, 31])

/** A program that ends in good order after a signal says so by 128 and the signal's number. */
const SIGNAL_CODES = 128
const MAX_SIGNAL = 64

/** @param ending undefined where nobody saw it */
export function toEndReason(ending: Ending | undefined): EndReason {
  const { code = 0, signal = 0 } = ending ?? {}
  if (signal > 0) return bySignal(signal)
  if (code > SIGNAL_CODES && code <= SIGNAL_CODES + MAX_SIGNAL) return bySignal(code - SIGNAL_CODES)
  return code === 0 ? 'exited' : `failed:${code}`
}

const bySignal = (signal: number): EndReason =>
  `${FAULTS.has(signal) ? 'crashed' : 'killed'}:${SIGNALS[signal] ?? `signal ${signal}`}`
