// One file's text as it was before setup: to the byte where nobody edited it since, value by value otherwise.

import { editorOf, isStanding } from './elements.ts'
import { type FileFormat, isObject, readAt } from './formats/format.ts'
import { revertHunks } from './line-diff.ts'
import { type FileRecord, hashOf, type RecordEntry } from './records.ts'

export interface Reverted {
  readonly text: string
  /** Values that somebody changed since, which stay. */
  readonly kept: readonly RecordEntry[]
  /** True where the file holds nothing any more and was not there before. */
  readonly isObsolete: boolean
}

/**
 * @param text the file's text now
 * @param record what setup did to it
 * @throws {MalformedError} where the text was damaged since
 */
export function revertFile(format: FileFormat, text: string, record: FileRecord): Reverted {
  if (record.hunks !== null && hashOf(text) === record.sha256) {
    const original = revertHunks(text, record.hunks)
    return { text: original, kept: [], isObsolete: record.isNewFile }
  }
  const values = format.parse(text)
  const isOurs = (entry: RecordEntry) => isStanding(values, entry)
  const ours = record.entries.filter(isOurs)
  const restored = ours.reduce((result, entry) => restore(format, result, entry), text)
  const reverted = prune(format, restored, record)
  return {
    text: reverted,
    kept: record.entries.filter(
      (entry) => !isOurs(entry) && readAt(values, entry.path) !== undefined,
    ),
    isObsolete: record.isNewFile && /^\s*(?:\{\s*\})?\s*$/.test(reverted),
  }
}

function restore(format: FileFormat, text: string, entry: RecordEntry): string {
  const { path, value, replaced, isElement } = entry
  if (isElement === true && value !== undefined) return editorOf(format).remove(text, path, value)
  return replaced === undefined ? format.remove(text, path) : format.set(text, path, replaced)
}

/** Removes the objects and tables that setup added and that are empty again, the innermost first. */
function prune(format: FileFormat, text: string, { containers }: FileRecord): string {
  const deepestFirst = containers.toSorted((a, b) => b.length - a.length)
  return deepestFirst.reduce((result, path) => {
    const value = readAt(format.parse(result), path)
    const isComposite = isObject(value) || Array.isArray(value)
    const isEmpty = isComposite && Object.keys(value).length === 0
    return isEmpty ? format.remove(result, path) : result
  }, text)
}
