// Settings that cannot be used.

import type { Problem } from './layer.ts'

/** Carries every problem found. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(toProblemLine).join('\n'))
    this.problems = problems
  }
}

/** One line for people. */
export function toProblemLine({ where, message }: Problem): string {
  return `${where}: ${message}`
}
