// Which badges were written and for whom, in a file beside the control socket: the keys of a badge have no room for it.

import type { ProcessId } from '../../host/proc.ts'
import { ensurePrivateDir } from '../../runtime/paths.ts'
import { readPrivateText, replaceFile } from '../../runtime/private-file.ts'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import {
  type BadgeSession,
  badgeSources,
  badgeStates,
  MAX_COUNT,
} from '../../domain/views/badge.ts'

/** A session, and the process by which it can be told later whether it still lives. */
export interface RecordedSession {
  readonly session: BadgeSession
  readonly process: ProcessId
}

export interface BadgeRecord {
  readonly sessions: readonly RecordedSession[]
  /** The text of each badge of ours by its window; two where it was being replaced. */
  readonly written: ReadonlyMap<number, readonly string[]>
}

const MAX_BYTES = 4 * 1024 * 1024
const windowId = z.int()
const seconds = z.number()

const schema = z.object({
  version: z.literal(1),
  sessions: z.array(
    z.object({
      session: z.object({
        key: z.string(),
        windowId: windowId.nullable(),
        state: z.enum(badgeStates),
        source: z.enum(badgeSources),
        project: z.string().nullable(),
        count: z.int().min(1).max(MAX_COUNT),
        started: seconds,
        since: seconds,
        attention: z.boolean(),
      }),
      process: z.object({ pid: z.int().positive(), startTime: z.int().nonnegative() }),
    }),
  ),
  written: z.array(z.tuple([windowId, z.array(z.string())])),
})

const empty: BadgeRecord = { sessions: [], written: new Map() }

/** @returns an empty one where none can be read: then no badge is known to be ours */
export async function readRecord(path: string): Promise<BadgeRecord> {
  const text = await readPrivateText(path, MAX_BYTES).catch(() => undefined)
  try {
    const { sessions, written } = schema.parse(JSON.parse(text ?? ''))
    return { sessions, written: new Map(written) }
  } catch {
    return empty
  }
}

/** @throws {Error} */
export async function writeRecord(path: string, record: BadgeRecord): Promise<void> {
  const { sessions, written } = record
  if (sessions.length + written.size === 0) return rm(path, { force: true })
  ensurePrivateDir(dirname(path))
  await replaceFile(path, JSON.stringify({ version: 1, sessions, written: [...written] }))
}
