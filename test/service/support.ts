// A systemctl that remembers what it was asked, and a home for the units.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTempDir } from '../temp-dir.ts'

export interface FakeSystemd {
  readonly configHome: string
  readonly env: Record<string, string>
  /** What was asked since the last call, without the looking. */
  asked(): string[]
  /** What `show` answers. */
  setState(properties: Readonly<Record<string, string>>): void
}

/** @param reply shell lines run before the answer */
export function createFakeSystemd(reply = ''): FakeSystemd {
  const directory = makeTempDir()
  const [log, state] = [join(directory, 'log'), join(directory, 'state')]
  const lines = [
    '#!/bin/sh',
    reply,
    // --user --no-pager come first.
    'shift 2',
    `if [ "$1" = show ]; then cat ${state}; else echo "$*" >>${log}; fi`,
  ]
  writeFileSync(join(directory, 'systemctl'), `${lines.join('\n')}\n`)
  chmodSync(join(directory, 'systemctl'), 0o755)
  writeFileSync(state, '')
  return {
    configHome: join(directory, 'config'),
    env: {
      PATH: `${directory}:/usr/bin:/bin`,
      HOME: directory,
      XDG_CONFIG_HOME: join(directory, 'config'),
    },
    asked() {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
      writeFileSync(log, '')
      return text.split('\n').filter((line) => line !== '')
    },
    setState(properties) {
      const rows = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`)
      writeFileSync(state, rows.join(''))
    },
  }
}
