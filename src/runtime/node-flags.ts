// How node runs the daemon: with the little memory that a program in the background should take.

/**
 * Measured under two million records: a small young generation and an old one
 * that grows by tenths keep the heap flat, and without the middle compiler there
 * is less code, at no cost in speed.
 */
export const nodeFlags: readonly string[] = [
  '--max-semi-space-size=2',
  '--heap-growing-percent=10',
  '--no-maglev',
]
