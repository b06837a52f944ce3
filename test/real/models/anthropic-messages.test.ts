// The mock Messages API over real HTTP.

import { expect, test } from 'vitest'
import { openAnthropicMessages } from './anthropic-messages.ts'
import { events, post, told } from './support.ts'

interface Event {
  readonly type: string
  readonly delta?: {
    readonly text?: string
    readonly partial_json?: string
    readonly stop_reason?: string
  }
}

const bash = {
  name: 'Bash',
  input_schema: {
    properties: { command: { type: 'string' }, run_in_background: { type: 'boolean' } },
    required: ['command'],
  },
}

const ask = (...messages: readonly object[]) => ({
  model: 'm',
  stream: true,
  tools: [bash],
  messages,
})

const user = (content: unknown) => ({ role: 'user', content })

test('a plain answer is streamed', async () => {
  await using model = await openAnthropicMessages()
  const reminder = { type: 'text', text: '<system-reminder>MOCK:bash 9</system-reminder>' }
  const prompt = user([{ type: 'text', text: 'MOCK:plain 0' }, reminder])
  const response = await post(`${model.url}/v1/messages`, ask(prompt), {
    'x-claude-code-session-id': 's',
  })
  const sent = await events<Event>(response)
  expect(sent.map(({ delta }) => delta?.text ?? '').join('')).toContain('a plain answer')
  expect(sent.at(-1)).toEqual({ type: 'message_stop' })
  expect(told(model)).toEqual(['request', 'first_byte', 'text_done'])
  expect(model.log[0]).toMatchObject({ session: 's', detail: 'MOCK:plain 0' })
})

test('a tool is asked for in the first round, and the turn ends in the second', async () => {
  await using model = await openAnthropicMessages()
  const prompt = user('MOCK:bash 3')
  const first = await events<Event>(await post(`${model.url}/v1/messages`, ask(prompt)))
  const input = first.map(({ delta }) => delta?.partial_json ?? '').join('')
  expect(JSON.parse(input)).toEqual({ command: 'sleep 3s' })
  expect(first.find(({ type }) => type === 'message_delta')?.delta?.stop_reason).toBe('tool_use')
  const reply = { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Bash' }] }
  const result = user([{ type: 'tool_result', tool_use_id: 't', content: 'ok' }])
  await events(await post(`${model.url}/v1/messages`, ask(prompt, reply, result)))
  expect(told(model).slice(2)).toEqual(['tool_requested', 'request', 'first_byte', 'text_done'])
})

test('a failure happens as often as it is asked for', async () => {
  await using model = await openAnthropicMessages()
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) {
    const response = await post(`${model.url}/v1/messages`, ask(user('MOCK:error 529 x2')))
    await response.text()
    statuses.push(response.status)
  }
  expect(statuses).toEqual([529, 529, 200])
})

test('titles, token counts and sub-agents are not the conversation', async () => {
  await using model = await openAnthropicMessages()
  const title = { model: 'm', system: 'Write a title', messages: [user('MOCK:bash 1')] }
  const whole = await (await post(`${model.url}/v1/messages`, title)).json()
  expect(whole).toMatchObject({
    stop_reason: 'end_turn',
    content: [{ text: '{"title":"A title"}' }],
  })
  const counted = await post(`${model.url}/v1/messages/count_tokens`, title)
  expect(await counted.json()).toEqual({ input_tokens: 42 })
  const headers = { 'x-claude-code-agent-id': 'a' }
  await (await post(`${model.url}/v1/messages`, ask(user('MOCK:plain 0')), headers)).text()
  const kinds = ['request', 'first_byte', 'text_done']
  expect(told(model)).toEqual([
    ...kinds.map((kind) => `${kind} (program)`),
    ...kinds.map((kind) => `${kind} (agent)`),
  ])
})

test('a client that leaves is told of, and a reply can break', async () => {
  await using model = await openAnthropicMessages()
  const gone = new Promise((done) => model.on(({ kind }) => kind === 'aborted' && done(kind)))
  const leaving = new AbortController()
  const response = await fetch(`${model.url}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify(ask(user('MOCK:stream 60'))),
    signal: leaving.signal,
  })
  expect(response.status).toBe(200)
  leaving.abort()
  expect(await gone).toBe('aborted')
  const cut = await post(`${model.url}/v1/messages`, ask(user('MOCK:cut')))
  await expect(cut.text()).rejects.toThrow(/terminated/)
})
