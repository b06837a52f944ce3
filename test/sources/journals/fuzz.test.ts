// Journals with bytes cut, flipped and repeated: nothing throws, and nothing is told that no record could tell.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codexJournals } from '../../../src/agents/live/codex-journal.ts'
import { copilotJournals } from '../../../src/agents/live/copilot-journal.ts'
import { geminiCliJournals } from '../../../src/agents/live/gemini-cli-journal.ts'
import type { AgentEvent } from '../../../src/domain/event.ts'
import { createSessions } from '../../../src/domain/sessions.ts'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import type { JournalKind } from '../../../src/sources/journals.ts'
import { openJournal } from '../../../src/sources/journals/journal.ts'
import { toEvents, toLine } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

const codex = [
  toLine({ id: 's', cwd: '/home/me/shop', cli_version: '0.169.0' }, { type: 'session_meta' }),
  toLine({ type: 'task_started', turn_id: 't1' }),
  toLine({ type: 'item_completed', item: {} }),
  toLine({ type: 'task_complete', turn_id: 't1' }),
  toLine({ type: 'task_started', turn_id: 't2' }),
  toLine({ type: 'turn_aborted', reason: 'interrupted' }),
].join('')

const copilot = toEvents([
  ['session.start', { sessionId: 's', context: { cwd: '/home/me/shop' } }],
  ['user.message', { interactionId: 'i1' }],
  ['assistant.turn_start'],
  ['assistant.message', { toolRequests: [{}] }],
  ['tool.execution_start', { toolCallId: 't1', toolName: 'bash' }],
  ['permission.requested', { requestId: 'r1', permissionRequest: { kind: 'shell' } }],
  ['permission.completed', { requestId: 'r1', toolCallId: 't1', result: { kind: 'cancelled' } }],
  ['assistant.turn_end'],
  ['abort', { reason: 'user_initiated' }],
])

const geminiCli = [
  { sessionId: 's', startTime: '2026-11-26T22:57:12.013Z', kind: 'main' },
  { id: 'm1', type: 'user', content: [{ text: 'x' }] },
  { id: 'm2', type: 'gemini', content: '', toolCalls: [{ status: 'cancelled', result: [{}] }] },
  { id: 'm3', type: 'info', content: 'Request cancelled.' },
  { id: 'm4', type: 'error', content: '[API Error: x]' },
]
  .map(({ id, ...record }) => ({
    ...(id ? { id, timestamp: '2026-11-26T22:57:13Z' } : {}),
    ...record,
  }))
  .map((record) => `${JSON.stringify(record)}\n`)
  .join('')

const kinds: readonly (readonly [JournalKind, string])[] = [
  [codexJournals, codex],
  [copilotJournals, copilot],
  [geminiCliJournals, geminiCli],
]

/** Some bytes taken out, some put in their place. */
const wound = fc.record({
  at: fc.nat(),
  length: fc.nat(40),
  instead: fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constant(Uint8Array.of(10))),
})

const journals = fc
  .record({ of: fc.constantFrom(...kinds), wounds: fc.array(wound, { maxLength: 6 }) })
  .map(({ of: [kind, text], wounds }) => {
    let bytes = Buffer.from(text)
    for (const { at, length, instead } of wounds) {
      const start = at % (bytes.length + 1)
      bytes = Buffer.concat([bytes.subarray(0, start), instead, bytes.subarray(start + length)])
    }
    return { kind, bytes, lines: text.split('\n').length }
  })

interface Damaged {
  readonly kind: JournalKind
  readonly bytes: Buffer
  readonly lines: number
}

test('damaged journals do no harm', () => {
  const path = join(makeTempDir(), 'journal')
  const clock = createVirtualClock(Date.now())
  const run = ({ kind, bytes, lines }: Damaged): void => {
    const events: AgentEvent[] = []
    const journal = openJournal(
      {
        kind,
        sessionId: 's',
        path,
        process: { pid: 1, startTime: 1 },
        heldSinceMs: 0,
        isShared: false,
        isOld: false,
      },
      { clock, give: (given) => events.push(...given) },
    )
    writeFileSync(path, bytes.subarray(0, bytes.length / 2))
    journal.read()
    writeFileSync(path, bytes)
    journal.read()
    expect(events.length).toBeLessThanOrEqual(lines)
    expect(JSON.stringify(events).isWellFormed()).toBe(true)
    createSessions().apply(events)
  }
  fc.assert(fc.property(journals, run), { numRuns: 500 })
})
