// Reads one session file: written by the agent for itself, undocumented, and so trusted in nothing.

import { readSync } from 'node:fs'
import { z } from 'zod'
import type { ProgramDirectory } from '../../runtime/program-directory.ts'
import { withOwnFile } from '../../host/own-file.ts'
import { parseJson } from '../../runtime/json.ts'
import type { TranscriptKind } from './transcript.ts'

/** What the source needs to know of one agent's files. */
export interface SessionFileKind extends ProgramDirectory {
  readonly agent: string
  /** Names of its session files, in `sessions` of the agent's own directory. Group 1 is the process's number. */
  readonly file: RegExp
  /** Values of `kind` that are no session of this agent. */
  readonly ignored: readonly string[]
  /** The field with the agent's version. */
  readonly version: string
  /** What the values of `status` mean; others say nothing. */
  readonly statuses: Readonly<Record<string, Status>>
  /** What the values of `waitingFor` mean, in few words; '' where it is not the agent that asks. */
  readonly questions: Readonly<Record<string, string>>
  /** Where it notes how a turn ended, which these files do not tell. */
  readonly transcripts?: TranscriptKind
}

/** `dialog`: one that the person opened hides what the agent is doing. */
export type Status = 'busy' | 'waiting' | 'idle' | 'dialog'

/** What a file says of its session. */
export interface SessionFile {
  readonly pid: number
  /** Clock ticks since boot at which the process started. */
  readonly startTime: number
  readonly sessionId: string
  readonly cwd: string | undefined
  readonly version: string | undefined
  /** undefined where the file does not tell, or tells of something else. */
  readonly status: Status | undefined
  /** What the agent asks for, while it waits. */
  readonly what: string
  /** Unix ms since when the status holds. */
  readonly timeMs: number
}

/** `bad`: what it says makes no sense, or is not yet written to its end. */
export type Reading = SessionFile | 'absent' | 'bad' | 'refused'

const MAX_BYTES = 64 * 1024
const MAX_WHAT_LENGTH = 40

const timeMs = z.number().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined)
// Half a surrogate pair would make lines that strict readers refuse.
const toWellFormed = (given: string) => given.toWellFormed()
const text = (maxLength: number) => z.string().min(1).max(maxLength).overwrite(toWellFormed)
const optional = (maxLength: number) => text(maxLength).optional().catch(undefined)

const schema = z.looseObject({
  pid: z.int().positive(),
  sessionId: text(128),
  /** Ticks alone, or behind the id of the boot. */
  procStart: z.string().regex(/^(?:[\da-f-]{1,64}:)?\d{1,15}$/),
  cwd: text(4096).startsWith('/').optional().catch(undefined),
  kind: optional(64),
  status: optional(64),
  waitingFor: optional(1024),
  startedAt: timeMs,
  updatedAt: timeMs,
  statusUpdatedAt: timeMs,
})

/** @param path of a file whose name is one of this kind's */
export function readSessionFile(path: string, pid: number, kind: SessionFileKind): Reading {
  const content = readSmallFile(path)
  if (content === 'absent' || content === 'refused') return content
  return parseSessionFile(content.text, pid, kind)
}

/** @param pid as the file's name has it */
export function parseSessionFile(json: string, pid: number, kind: SessionFileKind): Reading {
  const { data } = schema.safeParse(parseJson(json))
  if (data === undefined || data.pid !== pid) return 'bad'
  if (data.kind !== undefined && kind.ignored.includes(data.kind)) return 'refused'
  const { status, what } = toStatus(data.status, data.waitingFor, kind)
  return {
    pid,
    startTime: Number(data.procStart.split(':').at(-1)),
    sessionId: data.sessionId,
    cwd: data.cwd,
    version: optional(64).parse(data[kind.version]),
    status,
    what,
    timeMs: data.statusUpdatedAt ?? data.updatedAt ?? data.startedAt ?? 0,
  }
}

function toStatus(
  told: string | undefined,
  waitingFor: string | undefined,
  { statuses, questions }: SessionFileKind,
): Pick<SessionFile, 'status' | 'what'> {
  const status = valueOf(statuses, told)
  if (status !== 'waiting') return { status, what: '' }
  const what = valueOf(questions, waitingFor) ?? toShort(waitingFor ?? '')
  return what === '' ? { status: 'dialog', what } : { status, what }
}

/** Goes to terminals and bars. */
function toShort(words: string): string {
  const plain = words.replace(/[\p{C}\s]+/gu, ' ').trim()
  return Array.from(plain).slice(0, MAX_WHAT_LENGTH).join('') || 'input'
}

function valueOf<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

/** No large one is read. */
function readSmallFile(path: string): { readonly text: string } | 'absent' | 'refused' {
  return withOwnFile(path, (fd, { size }) => {
    if (size > MAX_BYTES) return 'refused'
    const bytes = Buffer.alloc(MAX_BYTES)
    return { text: bytes.toString('utf8', 0, readSync(fd, bytes, 0, MAX_BYTES, 0)) }
  })
}
