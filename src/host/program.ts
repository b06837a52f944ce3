// Runs another program for a short answer: no shell, no standard input, and never for long.

import { execFile } from 'node:child_process'

const TIMEOUT_MS = 2000
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

export interface ProgramResult {
  readonly stdout: string
  /** null where it was ended by a signal or took too long. */
  readonly exitCode: number | null
}

/**
 * @param argv the program, looked for in PATH, and its arguments
 * @throws {Error} with `code` ENOENT where there is no such program
 */
export function runProgram(
  argv: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
  timeoutMs = TIMEOUT_MS,
): Promise<ProgramResult> {
  const [file, ...args] = argv
  const options = {
    env,
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT_BYTES,
    killSignal: 'SIGKILL',
  } as const
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, options, (error, stdout) => {
      // `code` is text where the program could not be started, a number where it said no.
      if (typeof error?.code === 'string') reject(error)
      else resolve({ stdout, exitCode: error === null ? 0 : (error.code ?? null) })
    })
    child.stdin?.end()
  })
}
