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

  it('ends with the loop of its thread', () => {
    const event = eventOf(span('codex_cli_rs', 'session_loop', { thread_id: 'c' }))
    expect(event).toMatchObject({
      sessionId: 'c',
      happening: { kind: 'session_ended', reason: 'exited' },
    })
  })
})
