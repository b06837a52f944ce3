// What has to change in one file: pure, from its text to the text it should be.

import { isDeepStrictEqual } from 'node:util'
import type { Entry } from './agent-setup.ts'
import type { DiskFile } from './disk-file.ts'
import { editorOf, elementsOf, isStanding, withoutElement } from './elements.ts'
import { type FileFormat, isObject, type Json, type Path, readAt } from './formats/format.ts'
import type { FormatId } from './formats/index.ts'
import type { FileRecord } from './records.ts'

/**
 * `right`: nothing to do; `kept`: another value, which is as good; `missing`: will be set;
 * `off`, `ours`: will replace what only said "off", or was set by this program before;
 * `conflict`: another value, replaced only by force.
 */
export type Status = 'right' | 'kept' | 'missing' | 'off' | 'ours' | 'conflict'

export interface Finding {
  readonly entry: Entry
  readonly status: Status
  readonly current: unknown
}

export interface Plan {
  readonly findings: readonly Finding[]
  /** The text with everything set, conflicts too. */
  readonly text: string
  /** Objects and arrays that the text did not have. */
  readonly containers: readonly Path[]
}

/** One file, and what has to be done to it. */
export interface FilePlan extends Plan {
  readonly file: DiskFile
  readonly format: FormatId
  readonly record: FileRecord | undefined
  /** Why it cannot be written. */
  readonly obstacle: string | undefined
}

/**
 * @param record what this program did to the file before
 * @throws {MalformedError}
 */
export function planFile(
  format: FileFormat,
  text: string,
  entries: readonly Entry[],
  record?: FileRecord,
): Plan {
  const before = format.parse(text)
  const findings = entries
    .map((entry) => judge(entry, before, record))
    .filter(({ entry, current }) => entry.isOptional !== true || current !== undefined)
  const changes = findings.filter(needsChange)
  const planned = changes.reduce((result, finding) => edit(format, result, finding), text)
  assertNothingElse(before, format.parse(planned), changes)
  return { findings, text: planned, containers: toNewContainers(before, changes) }
}

function edit(format: FileFormat, text: string, { entry, current }: Finding): string {
  const { path, value, isElement } = entry
  if (value === undefined) return format.remove(text, path)
  if (isElement !== true) return format.set(text, path, value)
  const editor = editorOf(format)
  const cleared = current === undefined ? text : editor.remove(text, path, current as Json)
  return editor.append(cleared, path, value)
}

/** Whether the file has to be written for it. */
export function needsChange({ status }: Finding): boolean {
  return status !== 'right' && status !== 'kept'
}

/** @param values of the whole file */
export function judge(entry: Entry, values: unknown, record: FileRecord | undefined): Finding {
  const all = readAt(values, entry.path)
  const current = entry.isElement === true ? findElement(entry, values, record) : all
  return { entry, current, status: toStatus(entry, current, record) }
}

/** The element that serves, or else the one that this program added before. */
function findElement(entry: Entry, values: unknown, record: FileRecord | undefined): unknown {
  if (isStanding(values, entry)) return entry.value
  const elements = elementsOf(readAt(values, entry.path))
  const earlier = findEarlier(entry, record)
  const ours = earlier && isStanding(values, earlier) ? earlier.value : undefined
  return elements.find((element) => entry.accepts?.(element) === true) ?? ours
}

const findEarlier = (entry: Entry, record: FileRecord | undefined) =>
  record?.entries.find(({ path }) => isDeepStrictEqual(path, entry.path))

function toStatus(entry: Entry, current: unknown, record: FileRecord | undefined): Status {
  if (isDeepStrictEqual(current, entry.value)) return 'right'
  if (current === undefined) return isInTheWay(entry, entry.inherited) ? 'conflict' : 'missing'
  if (entry.accepts?.(current) === true) return 'kept'
  if (entry.isTuning === true) return 'kept'
  if (entry.off?.some((value) => isDeepStrictEqual(value, current)) === true) return 'off'
  const earlier = findEarlier(entry, record)
  return earlier !== undefined && isDeepStrictEqual(earlier.value, current) ? 'ours' : 'conflict'
}

function isInTheWay({ value, accepts }: Entry, other: unknown): boolean {
  return other !== undefined && other !== value && accepts?.(other) !== true
}

function toNewContainers(before: unknown, changes: readonly Finding[]): readonly Path[] {
  const added = changes.map(({ entry }) => entry).filter(({ value }) => value !== undefined)
  const prefixes = added.flatMap(({ path, isElement }) =>
    path.slice(isElement === true ? 0 : 1).map((_, end) => path.slice(0, end + 1)),
  )
  const unique = new Map(prefixes.map((path) => [JSON.stringify(path), path]))
  return [...unique.values()].filter((path) => readAt(before, path) === undefined)
}

/** The last line of defence of somebody's settings: a bug must not reach the disk. */
function assertNothingElse(before: unknown, after: unknown, changes: readonly Finding[]): void {
  const paths = changes.map(({ entry }) => entry.path)
  const isRight = changes.every((finding) =>
    isDeepStrictEqual(readAt(after, finding.entry.path), toTarget(before, finding)),
  )
  if (!isRight || !isDeepStrictEqual(without(before, paths), without(after, paths))) {
    throw new Error('the edited settings are not what they should be; nothing was written')
  }
}

function toTarget(before: unknown, { entry, current }: Finding): unknown {
  if (entry.isElement !== true) return entry.value
  return [...withoutElement(elementsOf(readAt(before, entry.path)), current), entry.value]
}

/** A value without those at the paths, and without the objects that this leaves empty. */
function without(value: unknown, paths: readonly Path[]): unknown {
  if (!isObject(value) || paths.length === 0) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const deeper = paths.filter(([first]) => first === key).map((path) => path.slice(1))
      if (deeper.some((path) => path.length === 0)) return []
      const rest = without(inner, deeper)
      const isEmpty = deeper.length > 0 && isObject(rest) && Object.keys(rest).length === 0
      return isEmpty ? [] : [[key, rest as Json]]
    }),
  )
}
