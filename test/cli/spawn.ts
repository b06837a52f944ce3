// Runs the real program.

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll } from 'vitest'
import { mainSource } from '../main-source.ts'
import { removeTree } from '../remove-tree.ts'

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Given {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

const home = mkdtempSync(join(tmpdir(), 'home-'))
afterAll(() => removeTree(home))

/** Only what a program needs of the environment, so that no setting of the developer's leaks in. */
const bareEnv = { PATH: process.env.PATH ?? '', HOME: home }

export function start(args: readonly string[], env: Given['env'] = {}) {
  return spawn(process.execPath, [mainSource, ...args], { env: { ...bareEnv, ...env } })
}

/** Resolves when the program has ended. */
export async function run(
  args: readonly string[],
  { env, stdin = '' }: Given = {},
): Promise<Result> {
  const child = start(args, env)
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  const code = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stdout, stderr }
}
