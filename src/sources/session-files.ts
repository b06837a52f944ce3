// Follows the files in which agents note what their sessions do: faster than telemetry, and with nothing to set up.

import { join } from 'node:path'
import type { AgentEvent } from '../domain/event.ts'
import type { Proc } from '../host/proc.ts'
import type { ProcessWatch } from '../host/process-watch.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/log.ts'
import { type ProgramUser, toProgramDirectory } from '../runtime/program-directory.ts'
import { openFolder, type Folder } from './session-files/folder.ts'
import { createHolders } from './session-files/holders.ts'
import type { SessionFileKind } from './session-files/session-file.ts'

export type { SessionFileKind } from './session-files/session-file.ts'

export interface SessionFilesOptions extends ProgramUser {
  readonly kinds: readonly SessionFileKind[]
}

export interface SessionFilesContext {
  readonly clock: Clock
  readonly log: Logger
  readonly proc: Proc
  readonly watch: ProcessWatch
  /** Takes what happened; first of all, before the opening returns, what is there already. */
  readonly give: (events: readonly AgentEvent[]) => void
}

export interface SessionFilesStats {
  /** Directories that are there and watched. */
  readonly watched: number
  readonly sessions: number
  /** Files read and understood. */
  readonly read: number
  /** Of these, the ones whose process is gone. */
  readonly stale: number
  /** Files not understood, or not to be read. */
  readonly bad: number
}

export interface SessionFilesSource extends AsyncDisposable {
  stats(): SessionFilesStats
}

/**
 * A file counts only with the living process that it names. What it says is a
 * hint: files that are absent, stale, malformed or changed in meaning cost
 * nothing but speed.
 */
export function openSessionFiles(
  { kinds, ...user }: SessionFilesOptions,
  context: SessionFilesContext,
): SessionFilesSource {
  const { clock, log } = context
  const directoryOf = (kind: SessionFileKind): string => toProgramDirectory(kind, user)
  const holders = createHolders({ ...context, directoryOf })
  let bad = 0
  let isOld = true

  function open(kind: SessionFileKind): Folder {
    const path = join(directoryOf(kind), 'sessions')
    return openFolder(path, kind, {
      clock,
      onFile: (name, file) => holders.take(kind, name, file, isOld),
      onGone: (name) => holders.look(kind, name),
      onBad: () => void bad++,
      onFailure: ({ message }: Error) => log.warn(`cannot watch ${path}: ${message}`),
    })
  }

  const folders = kinds.map(open)
  isOld = false
  return {
    stats: () => ({
      watched: folders.filter((folder) => folder.isWatched()).length,
      bad,
      ...holders.stats(),
    }),
    async [Symbol.asyncDispose]() {
      for (const folder of folders) folder[Symbol.dispose]()
      holders[Symbol.dispose]()
    },
  }
}
