// What the source needs to know of one agent's journals: files to which it appends what a session does, a JSON object a line.

import type { Happening } from '../../domain/event.ts'
import type { IsProgram } from '../../host/held-files.ts'
import type { ProgramDirectory } from '../../runtime/program-directory.ts'

export interface JournalKind extends ProgramDirectory {
  readonly agent: string
  /** Where in the agent's own directory the journals are. */
  readonly journals: string
  /** How many levels of dated folders are below that; new journals are in the newest. */
  readonly dated: number
  /** Folders of that directory which change where a session is begun or resumed. */
  readonly signs: readonly string[]
  /** A file of that directory to which every prompt of a person is added. */
  readonly prompts?: string
  /** Whether a process is this agent's; where it must also hold a file open, whether it may be. */
  readonly isProgram: IsProgram
  readonly findBy: HeldJournals | NamedJournals
  /** Whether a process holds one conversation at a time, but for one that serves several terminals. */
  readonly single: boolean
  /** False where turns may end well without a word: one that was begun in the past need not be open. */
  readonly tellsEnds: boolean
  /** How soon behind the end of a turn the hooks begin that may undo it; left out where it tells of none. */
  readonly endHooksWithinMs?: number
  /** Matches the beginning of the lines that tell something, so that all others need not be read. */
  readonly head: RegExp
  /** What the first line tells; undefined where it is not the session of a person. */
  readonly readMeta: (record: JournalRecord) => JournalMeta | undefined
  /** One for each journal: what a record means may hang on those before it. */
  readonly createReader: () => JournalReader
}

/**
 * Reads one record after the other.
 * @param timeMs of the record, in Unix ms
 * @returns undefined where it says nothing of the session
 */
export type JournalReader = (record: JournalRecord, timeMs: number) => Happening | undefined

/** Found by a file that the agent's process holds open as long as it has the session. */
export interface HeldJournals {
  /** That file's path; group 1 is the session's id. */
  readonly held: RegExp
  /** The journal, from the folder of that file; the file itself without it. */
  readonly file?: string
}

/** Found by their names, once something else has told of the session. */
export interface NamedJournals {
  /** The folder that they are in, of each folder in `journals`. */
  readonly within: string
  /** How the name of a session's journal ends. */
  readonly ending: (sessionId: string) => string
}

export type JournalRecord = Readonly<Record<string, unknown>>

export interface JournalMeta {
  /** Where the name does not say it for sure. */
  readonly sessionId?: string | undefined
  readonly cwd: string | undefined
  readonly version: string | undefined
}
