// What was written and for whom, kept beside the control socket: a badge's own keys leave no room for it.

import { constants } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type BadgeSession, badgeSources } from '../../domain/badge.ts'
import type { ProcessId } from '../../host/proc.ts'
import { replaceFile } from '../../runtime/atomic-file.ts'
import { currentUid, ensurePrivateDir } from '../../runtime/paths.ts'

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
        state: z.enum(['working', 'waiting', 'completed', 'idle']),
        source: z.enum(badgeSources),
        project: z.string().nullable(),
        count: z.int().min(1).max(9999),
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

/** @returns an empty one where there is none that makes sense: then no badge is known to be ours */
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

/**
 * @returns undefined for anything but a regular file of this user and of reasonable size
 * @throws {NodeJS.ErrnoException} where it cannot be read, such as ENOENT, and ELOOP for a symlink
 */
export async function readPrivateText(path: string, maxBytes: number): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stat = await file.stat()
    const isOwn = stat.isFile() && stat.uid === currentUid() && stat.size <= maxBytes
    return isOwn ? await file.readFile('utf8') : undefined
  } finally {
    await file.close()
  }
}
