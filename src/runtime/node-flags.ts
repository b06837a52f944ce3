// How node runs the daemon: with the little memory that a program in the background should take.

import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * A young generation of 4 MiB: half of it takes 3 MiB less, but a tenth more time
 * in a burst of telemetry; twice as much takes some 10 MiB more and saves little. It
 * can only be told on the command line, so a global install goes without:
 * BusyBox' `env` takes no flags in a first line.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=4']

/**
 * Lets the heap grow by tenths rather than to its double and more, and does without
 * V8's middle compiler: it keeps some 15 MiB for good (of 118 after two million
 * records), and its work delays lines; hot code is as fast without it. To be called
 * once all is running. On the command line it would cost a fifth of the start,
 * for V8 takes no code that was compiled under other flags, such as Node's own.
 */
export function keepHeapSmall(): void {
  // What is written later was compiled under these flags, and no use to the next start.
  flushCompileCache()
  setFlagsFromString('--heap-growing-percent=10 --no-maglev')
}
