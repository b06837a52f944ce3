// Journals written as Codex and Copilot write them, held open by real processes, and the source that follows them.

import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { codexJournals } from '../../../src/agents/live/codex-journal.ts'
import type { AgentEvent } from '../../../src/domain/event.ts'
import { createProc } from '../../../src/host/proc.ts'
import { openProcessWatch } from '../../../src/host/process-watch.ts'
import { servesManySessions } from '../../../src/identity/known-process.ts'
import { type Clock, systemClock } from '../../../src/runtime/clock.ts'
import { type JournalKind, openJournals } from '../../../src/sources/journals.ts'
import { start } from '../../host/children.ts'
import { createUntil } from '../until-told.ts'

/** `one`: an id as conversations have it. */
export const idOf = (name: string) =>
  `00000000-0000-7000-8000-${Buffer.from(name).toString('hex').padStart(12, '0')}`

export function openSource(
  home: string,
  kinds: readonly JournalKind[] = [codexJournals],
  clock: Clock = systemClock,
) {
  const events: AgentEvent[] = []
  const pids: number[] = []
  const proc = createProc()
  const watch = openProcessWatch({ clock, proc })
  const told = () =>
    events.map(({ sessionId, happening }) => {
      const outcome = 'outcome' in happening ? ` ${happening.outcome}` : ''
      return `${Buffer.from(sessionId.slice(24), 'hex').toString().replaceAll('\0', '')} ${happening.kind}${outcome}`
    })
  const { note, until } = createUntil(told)
  const source = openJournals(
    { kinds, env: {}, home },
    {
      clock,
      proc,
      watch,
      isShared: (pid) => servesManySessions(proc, pid),
      log: pino({ base: null, level: 'silent' }),
      give(given, { pid }) {
        events.push(...given)
        pids.push(pid)
        note()
      },
    },
  )
  onTestFinished(async () => {
    await source[Symbol.asyncDispose]()
    watch[Symbol.dispose]()
  })
  return { source, events, pids, told, until }
}

export const toLine = (payload: object, more: object = {}) =>
  `${JSON.stringify({ timestamp: new Date().toISOString(), type: 'event_msg', payload, ...more })}\n`

export interface CodexOptions {
  readonly day?: string
  /** More fields of the first line. */
  readonly meta?: object
  /** What its process is called by. */
  readonly argv0?: string
  /** Its last words. */
  readonly args?: readonly string[]
  /** Another id, of a file in which a conversation that has one goes on. */
  readonly fileId?: string
}

/** A conversation's file, and a process that does nothing but hold it open. */
export function startCodex(home: string, name: string, options: CodexOptions = {}) {
  const { day = '2026/11/26', meta, argv0 = 'codex', args = [], fileId } = options
  const folder = join(home, '.codex', 'sessions', day)
  mkdirSync(folder, { recursive: true })
  const ids = fileId === undefined ? idOf(name) : `${idOf(name)}_${fileId}`
  const second = fileId === undefined ? 30 : 31
  const path = join(folder, `rollout-2026-11-26T07-40-${second}-${ids}.jsonl`)
  const payload = { id: idOf(name), cwd: '/home/me/shop', cli_version: '0.169.0', ...meta }
  const write = (text: string): void => appendFileSync(path, text)
  const hold = () => {
    const fd = openSync(path, 'a')
    const stdio = ['ignore', 'ignore', 'ignore', fd] as const
    const child = start(['tail', '-f', '/dev/null', ...args], { argv0, stdio: [...stdio] })
    closeSync(fd)
    return child
  }
  return {
    path,
    write,
    hold,
    /** As the agent does it: the file is there, and open, before anything is in it. */
    begin(holdIt = hold) {
      writeFileSync(path, '')
      const child = holdIt()
      write(toLine(payload, { type: 'session_meta' }))
      return child
    },
    starts: (turn = 't1', more: object = {}) =>
      write(toLine({ type: 'task_started', turn_id: turn }, more)),
    ends: (more: object = {}, top: object = {}) =>
      write(toLine({ type: 'task_complete', turn_id: 't1', ...more }, top)),
    stops: () => write(toLine({ type: 'turn_aborted', reason: 'interrupted' })),
  }
}

/** A process that holds the file open which it was told of last. */
export function startHolder() {
  const script = 'while read -r path; do exec 3>>"$path"; done'
  const stdio = ['pipe', 'ignore', 'inherit'] as const
  const child = start(['bash', '-c', script], { argv0: 'codex', stdio: [...stdio] })
  return (path: string) => {
    child.stdin?.write(`${path}\n`)
    return child
  }
}

/** A session's folder as Copilot has it: the journal comes with the first prompt, and another file is held open. */
export function startCopilot(home: string, name: string) {
  const state = join(home, '.copilot', 'session-state')
  const folder = join(state, idOf(name))
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'events.jsonl')
  const hold = (file: string) => {
    const fd = openSync(join(folder, file), 'a')
    const stdio = ['ignore', 'ignore', 'ignore', fd] as const
    const child = start(['tail', '-f', '/dev/null'], { argv0: 'copilot', stdio: [...stdio] })
    closeSync(fd)
    return child
  }
  const child = hold('inuse.1.hold')
  mkdirSync(join(state, '.session-operation-locks'), { recursive: true })
  writeFileSync(join(state, '.session-operation-locks', `${idOf(name)}.lock`), '')
  return {
    child,
    /** By another process, with the first prompt that is typed there: nothing else tells of it. */
    resume: () => {
      writeFileSync(join(home, '.copilot', 'command-history-state.json'), '{}')
      return hold('inuse.2.hold')
    },
    write: (...records: readonly CopilotRecord[]) => appendFileSync(path, toEvents(records)),
  }
}

export type CopilotRecord = readonly [type: string, data?: object]

export const toEvents = (records: readonly CopilotRecord[]): string =>
  records
    .map(([type, data = {}]) => ({ type, data, id: 'e', timestamp: new Date().toISOString() }))
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('')
