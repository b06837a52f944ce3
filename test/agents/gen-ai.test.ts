// Agents nobody described: those whose spans follow the GenAI conventions get a session.

import { describe, expect, it } from 'vitest'
import { agentFor, agents } from '../../src/agents/index.ts'
import type { AttributeValue } from '../../src/otlp/records.ts'
import { eventOf, happeningOf, interpret, log, span } from '../interpret/support/records.ts'

const spanned = (operation: string, attributes: Record<string, AttributeValue> = {}, more = {}) =>
  span(
    'My Agent',
    'any name',
    { 'gen_ai.operation.name': operation, 'gen_ai.conversation.id': 's', ...attributes },
    more,
  )

describe('an unknown service', () => {
  it('that follows the conventions is named after itself', () => {
    expect(eventOf(spanned('chat'))).toMatchObject({ agent: 'my-agent', sessionId: 's' })
    expect(agentFor('A/b\u0000c'.repeat(100)).id).toMatch(/^[a-z0-9._-]{64}$/)
    expect(agentFor('').id).toBe('generic')
  })

  it('that does not says nothing', () => {
    expect(
      interpret(
        span('shop', 'GET /', { 'session.id': 's' }),
        span('shop', 'chat', { 'session.id': 's' }),
        spanned('unknown_operation'),
        log('shop', 'user_prompt', { 'session.id': 's' }),
      ),
    ).toEqual([])
  })
})

describe('a span by the conventions', () => {
  it.each(['chat', 'text_completion', 'generate_content'])('of %s is a model call', (operation) => {
    const attributes = {
      'gen_ai.request.model': 'asked',
      'gen_ai.usage.input_tokens': '80',
      'gen_ai.usage.output_tokens': 15,
      'gen_ai.usage.cache_read.input_tokens': 40,
    }
    expect(eventOf(spanned(operation, attributes))).toMatchObject({
      about: { model: 'asked' },
      counters: { errors: 0 },
      usage: { source: 'traces', amount: { input: 40, output: 15, cacheRead: 40 } },
      happening: { kind: 'model_call_ended', callId: 'c0ffee', tools: undefined },
    })
  })

  it('tells by its finish reasons whether it asks for tools', () => {
    const reply = (...reasons: string[]) =>
      happeningOf(spanned('chat', { 'gen_ai.response.finish_reasons': reasons }))
    expect(reply('stop')).toMatchObject({ tools: false })
    expect(reply('stop', 'tool_calls')).toMatchObject({ tools: true })
    expect(reply('function_call')).toMatchObject({ tools: true })
  })

  it('names the model that answered', () => {
    const models = { 'gen_ai.request.model': 'asked', 'gen_ai.response.model': 'answered' }
    expect(eventOf(spanned('chat', models)).about?.model).toBe('answered')
  })

  it('that failed is a failed call', () => {
    expect(eventOf(spanned('chat', {}, { failed: true }))).toMatchObject({
      counters: { errors: 1 },
      happening: { kind: 'model_call_failed', final: false },
    })
  })

  it('of a tool is its end', () => {
    const named = { 'gen_ai.tool.name': 'grep', 'gen_ai.tool.call.id': 't1' }
    expect(eventOf(spanned('execute_tool', named))).toMatchObject({
      counters: { toolCalls: 1, errors: 0 },
      happening: { kind: 'tool_ended', toolId: 't1', tool: 'grep', ok: true },
    })
    expect(eventOf(spanned('execute_tool', {}, { failed: true }))).toMatchObject({
      counters: { errors: 1 },
      happening: { toolId: 'c0ffee', tool: 'tool', ok: false },
    })
  })

  it('of the agent ends the turn, unless it is a sub-agent’s', () => {
    expect(happeningOf(spanned('invoke_agent'))).toMatchObject({
      kind: 'turn_ended',
      outcome: 'ok',
      proves: true,
    })
    const failed = happeningOf(spanned('invoke_agent', {}, { failed: true }))
    expect(failed).toMatchObject({ outcome: 'error' })
    const nested = happeningOf(spanned('invoke_agent', {}, { parentSpanId: 'p' }))
    expect(nested).toEqual({ kind: 'activity' })
  })
})

describe('the known agents', () => {
  it.each([
    ['claude-code', 'claude-code'],
    ['codex_cli_rs', 'codex'],
    ['codex_exec', 'codex'],
    ['codex-app-server', 'codex'],
    ['gemini-cli', 'gemini-cli'],
    ['qwen-code', 'qwen-code'],
    ['github-copilot', 'copilot'],
    ['opencode', 'opencode'],
  ])('%s is %s', (service, id) => {
    expect(agentFor(service).id).toBe(id)
  })

  it('have ids of their own, and say what was checked', () => {
    expect(new Set(agents.map(({ id }) => id)).size).toBe(agents.length)
    for (const { checked } of agents) expect(checked).toMatch(/\d+\.\d+.*20\d\d/)
  })
})
