// Switches a client's telemetry on as its users do: with the program's own `setup`.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** As users have it: begun from its sources, it compiles hundreds of files in each new home. */
export const builtProgram = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))

export interface SetUp {
  readonly agent: string
  readonly home: string
  /** Of the daemon. */
  readonly url: string
  readonly hooks: boolean
}

export async function setUp({ agent, home, url, hooks }: SetUp): Promise<void> {
  const args = [builtProgram, 'setup', agent, '--apply', ...(hooks ? ['--hooks'] : [])]
  await run(process.execPath, args, {
    // The port as a setting, so that hooks which are commands post there too.
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      SHELL: '/bin/bash',
      OTLP_PORT: new URL(url).port,
    },
  })
}
