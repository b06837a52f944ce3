// The transcript of a session, read for one thing: the outcome of the turn that has just ended.

import { existsSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '../../domain/event.ts'
import { listNames } from '../../host/list-names.ts'
import { withOwnFile } from '../../host/own-file.ts'
import { parseRecord, toTimeMs } from '../../runtime/json.ts'

/** What the source needs to know of one agent's transcripts: SESSION.jsonl, in a folder for each project. */
export interface TranscriptKind {
  /** Where in the agent's own directory those folders are. */
  readonly folder: string
  /** How the turn ended whose last record this is; undefined for all other records. */
  readonly readEnd: (record: Readonly<Record<string, unknown>>) => Outcome | undefined
}

/** What is written after a turn's last record is small. */
const TAIL_BYTES = 64 * 1024

/** @param root the folder with the projects' folders */
export function findTranscript(root: string, sessionId: string): string | undefined {
  if (!/^[\w-]+$/.test(sessionId)) return undefined
  const paths = listNames(root).map((project) => join(root, project, `${sessionId}.jsonl`))
  return paths.find((path) => existsSync(path))
}

/**
 * @param sinceMs Unix ms; what is older tells of another turn
 * @returns undefined where nothing is told, or not yet
 */
export function readOutcome(
  path: string,
  { readEnd }: TranscriptKind,
  sinceMs: number,
): Outcome | undefined {
  for (const line of readTail(path).split('\n').toReversed()) {
    const record = parseRecord(line)
    const outcome = record && readEnd(record)
    const timeMs = toTimeMs(record?.['timestamp'])
    if (outcome !== undefined && timeMs !== undefined && timeMs >= sinceMs) return outcome
  }
  return undefined
}

function readTail(path: string): string {
  const text = withOwnFile(path, (fd, { size }) => {
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES))
    const length = readSync(fd, bytes, 0, bytes.length, size - bytes.length)
    return { text: bytes.toString('utf8', 0, length) }
  })
  return typeof text === 'object' ? text.text : ''
}
