// Hooks as the agents post them, to a real server.

import fastify from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { claudeCodeHooks } from '../../../src/agents/live/claude-code.ts'
import { codexHooks } from '../../../src/agents/live/codex-hooks.ts'
import type { AgentEvent } from '../../../src/domain/event.ts'
import { createVirtualClock } from '../../../src/runtime/clock.ts'
import { MAX_HOOK_BYTES, registerHooks } from '../../../src/sources/hooks.ts'
import { base } from './base.ts'

async function openServer() {
  const events: AgentEvent[] = []
  const app = fastify({ logger: false })
  // As in the receiver: other routes read their bodies themselves, and strangers are refused.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.origin !== undefined) await reply.code(403).send('{}')
  })
  registerHooks(app, {
    clock: { ...createVirtualClock(1_795_000_000_000), wallOffsetMs: () => 500 },
    kinds: [claudeCodeHooks, codexHooks],
    give: (given) => void events.push(...given),
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const post = async (
    agent: string,
    body: object | string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${address}/hooks/${agent}`, {
      method: 'POST',
      headers,
      body: Buffer.from(text),
    })
    const answer = [response.status, await response.text()]
    // What happened is told behind the answer.
    await new Promise((done) => setImmediate(done))
    return answer
  }
  return { post, events }
}

describe('the route', () => {
  test('answers that it decides nothing, and tells what happened', async () => {
    const { post, events } = await openServer()
    const secrets = { prompt: 'my secret', tool_input: { command: 'my secret' } }
    const hook = { ...base, ...secrets, hook_event_name: 'UserPromptSubmit' }
    expect(await post('claude-code', hook)).toEqual([200, '{}'])
    expect(events).toMatchObject([
      {
        agent: 'claude-code',
        sessionId: 'abc',
        timeMs: 1_795_000_000_500,
        arrivalMs: 1_795_000_000_000,
        delayMs: 0,
        origin: '',
        about: { cwd: '/home/me/p' },
        happening: { kind: 'prompt', promptId: 'p-1' },
      },
    ])
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test.each([
    ['a program has passed it on for 300 ms', 1_795_000_000_200, 300],
    ['it is told in words', new Date(1_795_000_000_200).toISOString(), 300],
    ['another clock is ahead', 1_795_000_000_501, 0],
    ['another clock is behind', 1_794_000_000_000, 0],
    ['nothing is told', undefined, 0],
    ['nonsense is told', 'yesterday', 0],
  ])('dates it where %s', async (_, timestamp, delayMs) => {
    const { post, events } = await openServer()
    await post('claude-code', { ...base, hook_event_name: 'Stop', timestamp })
    expect(events).toMatchObject([{ timeMs: 1_795_000_000_500 - delayMs, delayMs }])
  })

  test('replaces half a surrogate pair', async () => {
    const { post, events } = await openServer()
    await post('claude-code', { ...base, hook_event_name: 'UserPromptSubmit', cwd: '/a\uD800' })
    expect(JSON.stringify(events)).toContain('/a\uFFFD')
    expect(JSON.stringify(events)).not.toContain('ud800')
  })

  test('takes one field of all in a list', async () => {
    const { post, events } = await openServer()
    const told = (background_tasks: unknown) =>
      post('claude-code', { ...base, hook_event_name: 'Stop', background_tasks })
    const tasks = [{ type: 'shell', command: 'my secret' }, 7, null, { type: 'subagent' }]
    await told([...tasks, ...tasks])
    for (const other of [tasks.slice(0, 1), [[]], 'subagent', { type: 'subagent' }])
      await told(other)
    const work = events.map(({ happening }) => 'delegated' in happening && happening.delegated)
    expect(work).toEqual(['run', false, false, false, false])
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('takes JSON under any name', async () => {
    const { post, events } = await openServer()
    const hook = { session_id: 'c', hook_event_name: 'Stop' }
    const types: Record<string, string>[] = [
      {},
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=utf-8' },
    ]
    for (const headers of types) expect(await post('codex', hook, headers)).toEqual([200, '{}'])
    expect(events).toHaveLength(3)
  })

  test('ignores what says nothing of a session', async () => {
    const { post, events } = await openServer()
    const ids = ['', 7, null, ['x'], 'x'.repeat(200)]
    for (const session_id of ids) {
      expect(await post('codex', { session_id, hook_event_name: 'Stop' })).toEqual([200, '{}'])
    }
    expect(await post('codex', {})).toEqual([200, '{}'])
    expect(events).toEqual([])
  })

  test.each(['{"session_id":', '[]', 'null', '"x"', '['.repeat(100_000)])(
    'refuses what is no hook: %#',
    async (body) => {
      const { post, events } = await openServer()
      expect(await post('codex', body)).toEqual([400, '{}'])
      expect(events).toEqual([])
    },
  )

  test('refuses large bodies, unknown agents and strangers', async () => {
    const { post } = await openServer()
    const large = { session_id: 'c', tool_response: 'x'.repeat(MAX_HOOK_BYTES) }
    expect((await post('codex', large))[0]).toBe(413)
    expect((await post('vim', {}))[0]).toBe(404)
    expect((await post('codex', {}, { origin: 'https://example.org' }))[0]).toBe(403)
  })

  test('takes a number of a process only where it is one', async () => {
    const { post, events } = await openServer()
    for (const pid of [4242, -1, 1.5, '4242', 0]) {
      await post('codex', { session_id: 'c', hook_event_name: 'Stop', pid })
    }
    const pids = events.map(({ about }) => about?.pid)
    expect(pids).toEqual([4242, undefined, undefined, undefined, undefined])
  })
})
