// Evaluates the files in nix/ with Nix itself, against a small stand-in for nixpkgs and home-manager.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { lacking } from '../desktop/support.ts'

export const root = join(import.meta.dirname, '../..')

/** Why there is nothing to test here; '' where there is. */
export const missing = lacking(['nix-instantiate'])

export interface Evaluated {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Without a store, so that nothing outside of memory is touched. */
export function instantiate(...args: readonly string[]): Evaluated {
  const env = { ...process.env, NIX_REMOTE: 'dummy://', NIX_CONFIG: 'build-users-group =' }
  const { status, stdout, stderr } = spawnSync('nix-instantiate', args, {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return { code: status, stdout, stderr }
}

/** @throws {Error} with what Nix says, where it says no */
export function evaluate(expression: string): unknown {
  const { code, stdout, stderr } = instantiate('--eval', '--strict', '--json', '-E', expression)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
