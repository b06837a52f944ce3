// What setup has changed, kept so that it can be taken back: one small private file.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { codeOf } from './disk-file.ts'
import { writeAtomically } from './replace-file.ts'
import { SetupError } from './setup-error.ts'

const path = z.array(z.string()).readonly()

const entry = z.strictObject({
  path,
  /** What was set; absent where the value was taken out. */
  value: z.json().optional(),
  /** What was there before. */
  replaced: z.json().optional(),
  /** Whether the value is one element of the array at the path. */
  isElement: z.literal(true).optional(),
})

const hunk = z.strictObject({
  oldLine: z.int(),
  newLine: z.int(),
  removed: z.array(z.string()).readonly(),
  added: z.array(z.string()).readonly(),
})

const record = z.strictObject({
  /** Those it was set up for: a shell's start-up file may serve two. */
  agents: z.array(z.string()).readonly(),
  entries: z.array(entry).readonly(),
  /** Objects and tables that were not there before. */
  containers: z.array(path).readonly(),
  isNewFile: z.boolean(),
  /** The outermost directory that was made for the file. */
  newDir: z.string().optional(),
  /** Whether copies of it were made, the last of which goes where undo brings back what it holds. */
  isBackedUp: z.boolean(),
  /** Of the file as it was left. */
  sha256: z.string(),
  /** From the file as it was to the file as it was left; null once other edits came between. */
  hunks: z.array(hunk).readonly().nullable(),
})

const recordsSchema = z.strictObject({ version: z.literal(1), files: z.record(z.string(), record) })

export type RecordEntry = z.output<typeof entry>
/** What was done to one file. */
export type FileRecord = z.output<typeof record>
/** By the path of the file. */
export type Records = Readonly<Record<string, FileRecord>>

/** The `sha256` of a record. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Where the records are. */
export const toRecordsPath = (stateDir: string): string => join(stateDir, 'setup.json')

/** @throws {SetupError} where the file is not what this program writes */
export function loadRecords(file: string): Records {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw new SetupError(`cannot read ${file}: ${codeOf(error)}`)
  }
  try {
    return recordsSchema.parse(JSON.parse(text)).files
  } catch (error) {
    const message = `${file} is damaged: move it away, and undo by hand or from the backups`
    throw new SetupError(message, { cause: error })
  }
}

/** @throws {SetupError} */
export function saveRecords(file: string, files: Records): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeAtomically(file, `${JSON.stringify({ version: 1, files }, null, 2)}\n`)
  } catch (error) {
    throw new SetupError(`cannot write ${file}: ${codeOf(error)}`, { cause: error })
  }
}
