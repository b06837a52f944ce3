// Whose conversations Codex's are, and how they begin and end.

import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, log, span } from '../interpret/support/records.ts'

type Attributes = Record<string, AttributeValue>

const said = (name: string, attributes: Attributes = {}, service = 'codex_cli_rs') =>
  log(service, `codex.${name}`, { 'conversation.id': 'c', originator: 'codex-tui', ...attributes })

describe('a conversation', () => {
  const readOnly = { sandbox_policy: 'read-only', mcp_servers: '' }
  const start = (attributes: Attributes, service?: string) =>
    happeningOf(said('conversation_starts', attributes, service))

  it('may be about the program’s own title', () => {
    expect(start(readOnly)).toMatchObject({ kind: 'session_started', mayServePrompt: true })
    expect(start({ ...readOnly, mcp_servers: 'apps' })).toMatchObject({ mayServePrompt: false })
    expect(start({ sandbox_policy: 'workspace-write' })).toMatchObject({ mayServePrompt: false })
    expect(start({ ...readOnly, originator: 'codex_exec' })).toMatchObject({
      mayServePrompt: false,
    })
  })

  it('that asks nobody may be about what a turn under way asks for', () => {
    const never = { approval_policy: 'never' }
    expect(start({ ...readOnly, ...never })).toMatchObject({ mayServeTurn: true })
    expect(start({ ...readOnly, approval_policy: 'on-request' })).toMatchObject({
      mayServeTurn: false,
    })
    expect(start({ ...never, mcp_servers: 'codex_tui' })).toMatchObject({ mayServeTurn: false })
  })

  it('that asks nobody may be a review: of the one its process holds, if that holds only one', () => {
    const review = { approval_policy: 'never', sandbox_policy: 'workspace-write' }
    const mayTakeTurn = (service: string, attributes: Attributes = review, more = {}) =>
      happeningOf({ ...said('conversation_starts', attributes, service), ...more })
    expect(mayTakeTurn('codex_cli_rs')).toMatchObject({ mayTakeTurn: 'held' })
    expect(mayTakeTurn('codex_exec')).toMatchObject({ mayTakeTurn: 'held' })
    const asking = { ...review, approval_policy: 'on-request' }
    expect(mayTakeTurn('codex_cli_rs', asking)).toMatchObject({ mayTakeTurn: undefined })
    expect(mayTakeTurn('codex-app-server')).toMatchObject({ mayTakeTurn: undefined })
    const traced = mayTakeTurn('codex-app-server', review, { traceId: '4f849e' })
    expect(traced).toMatchObject({ mayTakeTurn: 'only' })
  })

  it('of a review is in the trace of its prompt, as one request made both', () => {
    const trace = { traceId: '4f849e' }
    const begin = log('codex_exec', 'codex.conversation_starts', { 'conversation.id': 'r' }, trace)
    const prompt = log('codex_exec', 'codex.user_prompt', { 'conversation.id': 'r' }, trace)
    const events = interpret(begin, prompt)
    expect(events.map(({ traceId }) => traceId)).toEqual(['4f849e', '4f849e'])
    expect(events[0]?.happening).not.toHaveProperty('parentId')
  })

  it('replaces the last one of a program that holds one at a time', () => {
    expect(start({})).toMatchObject({ replaces: true })
    expect(start({}, 'codex-app-server')).toMatchObject({ replaces: false })
    expect(start({}, 'codex_exec')).toMatchObject({ replaces: false })
  })

  it('begun within the turn of another is that one’s', () => {
    const begun = (id: string, traceId: string) =>
      log('codex_cli_rs', 'codex.conversation_starts', { 'conversation.id': id }, { traceId })
    const prompt = log(
      'codex_cli_rs',
      'codex.user_prompt',
      { 'conversation.id': 'c' },
      { traceId: 'f1' },
    )
    const [, , child, other] = interpret(
      begun('c', 'f0'),
      prompt,
      begun('d', 'f1'),
      begun('e', 'f2'),
    )
    expect(child?.happening).toMatchObject({ kind: 'session_started', parentId: 'c' })
    expect(other?.happening).not.toHaveProperty('parentId')
  })

  it('with servers of its own may run tools untold', () => {
    expect(start({ mcp_servers: 'codex_tui' })).toMatchObject({ mayRunUntold: false })
    expect(start({ mcp_servers: 'codex_tui, slow' })).toMatchObject({ mayRunUntold: true })
    expect(start({ mcp_servers: '' })).toMatchObject({ mayRunUntold: false })
    expect(start({})).toMatchObject({ mayRunUntold: false })
  })

  it('ends with the loop of its thread, which is told ahead of its last logs', () => {
    const event = eventOf(span('codex_cli_rs', 'session_loop', { thread_id: 'c' }))
    expect(event).toMatchObject({
      sessionId: 'c',
      happening: { kind: 'session_ended', reason: 'exited', ahead: true },
    })
  })
})
