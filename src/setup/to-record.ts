// What has to be remembered of a change: what was there before the first of several changes.

import { isDeepStrictEqual } from 'node:util'
import { isStanding } from './elements.ts'
import { formats } from './formats/index.ts'
import type { Json } from './formats/format.ts'
import { diffLines, revertHunks } from './line-diff.ts'
import { type FilePlan, type Finding, needsChange } from './plan.ts'
import { findNewDir } from './replace-file.ts'
import { type FileRecord, hashOf, type RecordEntry } from './records.ts'

/** @param isBackedUp whether a copy was made this time */
export function toRecord(agentId: string, plan: FilePlan, isBackedUp: boolean): FileRecord {
  const { file, findings, text } = plan
  const values = formats[plan.format].parse(file.text)
  const standing = toStanding(plan, values)
  const changes = findings.filter(needsChange)
  const changed = changes.map((finding) => toEntry(finding, standing?.entries))
  const isChanged = ({ path }: RecordEntry) =>
    changed.some((entry) => isDeepStrictEqual(entry.path, path))
  const original = toOriginal(file.text, standing)
  const newDir = standing === undefined ? findNewDir(file) : standing.newDir
  return {
    agents: [...new Set([...(standing?.agents ?? []), agentId])],
    entries: [...(standing?.entries.filter((entry) => !isChanged(entry)) ?? []), ...changed],
    containers: [...(standing?.containers ?? []), ...plan.containers.map((path) => [...path])],
    isNewFile: standing?.isNewFile ?? !file.exists,
    ...(newDir === undefined ? {} : { newDir }),
    isBackedUp: isBackedUp || (standing?.isBackedUp ?? false),
    sha256: hashOf(text),
    hunks: original === undefined ? null : diffLines(original, text).map(toPlain),
  }
}

/** What an earlier change left that is still there; undefined where nothing of it is. */
function toStanding({ record }: FilePlan, values: unknown): FileRecord | undefined {
  if (record === undefined) return undefined
  const entries = record.entries.filter((entry) => isStanding(values, entry))
  return entries.length === 0 ? undefined : { ...record, entries }
}

/** The text before the first change, where that is still known. */
function toOriginal(text: string, standing: FileRecord | undefined): string | undefined {
  if (standing === undefined) return text
  if (standing.hunks === null || hashOf(text) !== standing.sha256) return undefined
  return revertHunks(text, standing.hunks)
}

function toEntry({ entry, current }: Finding, earlier: FileRecord['entries'] = []): RecordEntry {
  const path = [...entry.path]
  const known = earlier.find((other) => isDeepStrictEqual(other.path, path))
  const replaced = known === undefined ? (current as Json | undefined) : known.replaced
  return toPlain({
    path,
    ...(entry.value === undefined ? {} : { value: entry.value }),
    ...(replaced === undefined ? {} : { replaced }),
    ...(entry.isElement === true ? { isElement: true } : {}),
  } as RecordEntry)
}

/** The value as it will be read back from JSON. */
function toPlain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}
