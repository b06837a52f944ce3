// Session files written as the agent writes them, for real processes, and the source that reads them.

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { claudeCodeSessions } from '../../../src/agents/live/claude-code.ts'
import type { AgentEvent } from '../../../src/domain/event.ts'
import { createProc } from '../../../src/host/proc.ts'
import { openProcessWatch } from '../../../src/host/process-watch.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { openSessionFiles, type SessionFilesSource } from '../../../src/sources/session-files.ts'
import { identify, start } from '../../host/children.ts'
import { createUntil } from '../until-told.ts'
import { makeTempDir } from '../../temp-dir.ts'

export interface TestSource {
  readonly source: SessionFilesSource
  readonly events: AgentEvent[]
  readonly logged: string[]
  /** What happened so far: `session kind`, without `process_found`, which follows every start. */
  readonly told: () => string[]
  /** Resolves once there are so many of these. */
  readonly until: (count: number) => Promise<string[]>
}

/** A home directory, still empty. */
export const makeHome = makeTempDir

export const directoryIn = (home: string) => join(home, '.claude', 'sessions')

const lineAt = (timeMs: number, record: object): string =>
  JSON.stringify({ ...record, timestamp: new Date(timeMs).toISOString() })

/** Records of a transcript: the person stopped the turn; the model ended it. */
export const stop = (timeMs: number): string =>
  lineAt(timeMs, {
    type: 'user',
    message: { content: [{ type: 'text', text: '[Request interrupted by user]' }] },
  })
export const answer = (timeMs: number): string =>
  lineAt(timeMs, { type: 'assistant', message: { stop_reason: 'end_turn' } })
export const failure = (timeMs: number): string =>
  lineAt(timeMs, {
    type: 'assistant',
    isApiErrorMessage: true,
    message: { stop_reason: 'stop_sequence' },
  })

export function openSource(home: string, kinds = [claudeCodeSessions]): TestSource {
  const events: AgentEvent[] = []
  const logged: string[] = []
  const told = () =>
    events
      .filter(({ happening }) => happening.kind !== 'process_found')
      .map(({ sessionId, happening }) => `${sessionId} ${happening.kind}`)
  const { note, until } = createUntil(told)
  const [clock, proc] = [systemClock, createProc()]
  const watch = openProcessWatch({ clock, proc })
  const source = openSessionFiles(
    { kinds, env: {}, home },
    {
      clock,
      watch,
      log: pino({ base: null }, { write: (line: string) => void logged.push(line) }),
      proc,
      give(given) {
        events.push(...given)
        note()
      },
    },
  )
  onTestFinished(async () => {
    await source[Symbol.asyncDispose]()
    watch[Symbol.dispose]()
  })
  return { source, events, logged, told, until }
}

/** A process that does nothing, and the file it would write. */
export function startAgent(home: string, sessionId: string) {
  const child = start(['sleep', '600'])
  const path = join(directoryIn(home), `${child.pid}.json`)
  const startedAt = Date.now() - 5000
  let fields: object = {
    pid: child.pid,
    sessionId,
    cwd: '/home/me/project',
    startedAt,
    procStart: String(identify(child.pid).startTime),
    version: '2.1.197',
    kind: 'interactive',
  }
  return {
    child,
    path,
    /** Changes some fields, as the agent does: the file is emptied and written anew. */
    write(changed: object = {}): void {
      fields = { ...fields, ...changed }
      mkdirSync(directoryIn(home), { recursive: true })
      writeFileSync(path, JSON.stringify(fields))
    },
    /** Adds a line to its transcript. */
    note(record: string): void {
      const project = join(home, '.claude', 'projects', '-home-me-project')
      mkdirSync(project, { recursive: true })
      appendFileSync(join(project, `${sessionId}.jsonl`), `${record}\n`)
    },
    /** @param atMs since when; a little later than the last unless told */
    status(status: string, atMs = Date.now(), waitingFor?: string): void {
      this.write({ status, waitingFor, updatedAt: atMs, statusUpdatedAt: atMs })
    },
  }
}
