// The probe's socket in a directory of its own, and what came of it.

import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type Clock, systemClock } from '../../../src/runtime/clock.ts'
import { toAppPaths } from '../../../src/runtime/paths.ts'
import { openProbe, type ProbeSource, type Told } from '../../../src/sources/probe.ts'
import { makeTempDir } from '../../temp-dir.ts'

export interface Opened {
  readonly source: ProbeSource
  readonly path: string
  readonly told: Told[]
  readonly watching: boolean[]
  readonly logged: string[]
}

export async function open(clock: Clock = systemClock): Promise<Opened> {
  const dir = makeTempDir()
  const paths = toAppPaths({ XDG_RUNTIME_DIR: dir }, 0, dir)
  const told: Told[] = []
  const watching: boolean[] = []
  const logged: string[] = []
  const source = await openProbe({
    clock,
    log: pino({ base: null }, { write: (line: string) => void logged.push(line) }),
    paths,
    take: (some) => void told.push(...some),
    onWatching: (isWatching) => void watching.push(isWatching),
  })
  onTestFinished(() => source[Symbol.asyncDispose]())
  return { source, path: paths.probeSocket, told, watching, logged }
}

export const agent = { type: 'agent', pid: 7, root: 7, parent: 1, name: 'claude' } as const
