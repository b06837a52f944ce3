// The mock Responses API over real HTTP and a real WebSocket.

import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openOpenaiResponses } from './openai-responses.ts'
import { events, post, told } from './support.ts'

interface Event {
  readonly type: string
  readonly item?: {
    readonly type: string
    readonly name?: string
    readonly arguments?: string
    readonly namespace?: string
  }
}

const tools = [
  { type: 'web_search' },
  {
    type: 'function',
    name: 'exec_command',
    parameters: {
      properties: { cmd: {}, yield_time_ms: {}, sandbox_permissions: {}, justification: {} },
      required: ['cmd'],
    },
  },
]

const user = (text: string) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
})

const itemsOf = (sent: readonly Event[]) =>
  sent.flatMap(({ type, item }) => (type === 'response.output_item.done' && item ? [item] : []))

test('a tool that needs permission asks for it, after a text', async () => {
  await using model = await openOpenaiResponses()
  const input = [
    user('<environment_context>MOCK:bash 9</environment_context>'),
    user('MOCK:ttouch a'),
  ]
  const request = { tools, input, prompt_cache_key: 'thread' }
  const sent = await events<Event>(await post(`${model.url}/v1/responses`, request))
  const [said, call] = itemsOf(sent)
  expect(said).toMatchObject({ type: 'message', phase: 'commentary' })
  expect(JSON.parse(call?.arguments ?? '')).toMatchObject({
    cmd: 'touch a',
    sandbox_permissions: 'require_escalated',
  })
  expect(sent.at(-1)?.type).toBe('response.completed')
  expect(told(model)).toEqual(['request', 'first_byte', 'tool_requested'])
  expect(model.log[0]).toMatchObject({ session: 'thread', detail: 'MOCK:ttouch a' })
})

test('titles are not the conversation, failures have their status', async () => {
  await using model = await openOpenaiResponses()
  const title = { input: [user('MOCK:error 500')], text: { format: { schema: {} } } }
  const sent = await events<Event>(await post(`${model.url}/v1/responses`, title))
  expect(itemsOf(sent)).toMatchObject([{ content: [{ text: '{"title":"A title"}' }] }])
  const failed = await post(`${model.url}/v1/responses`, { input: title.input })
  expect(failed.status).toBe(500)
  expect(told(model).slice(2)).toEqual(['text_done (program)', 'request', 'error'])
})

test('a model that writes code gets its shell as a function', async () => {
  await using model = await openOpenaiResponses()
  const request = { tools: [{ type: 'custom', name: 'exec' }], input: [user('MOCK:bash 2')] }
  const sent = await events<Event>(await post(`${model.url}/v1/responses`, request))
  expect(itemsOf(sent).at(-1)).toMatchObject({
    type: 'custom_tool_call',
    input: expect.stringContaining('tools.exec_command({"cmd":"sleep 2","yield_time_ms":30000})'),
  })
})

test('what goes on by itself is waited for, unless it is left in the background', async () => {
  await using model = await openOpenaiResponses()
  const offered = [
    ...tools,
    { type: 'function', name: 'write_stdin', parameters: { properties: { session_id: {} } } },
    {
      type: 'namespace',
      name: 'agents',
      tools: [
        { type: 'function', name: 'spawn_agent', parameters: { properties: { message: {} } } },
        { type: 'function', name: 'wait_agent', parameters: { properties: { targets: {} } } },
      ],
    },
  ]
  const next = async (prompt: string, ...items: readonly object[]) => {
    const input = [user(prompt), ...items]
    const response = await post(`${model.url}/v1/responses`, { tools: offered, input })
    return itemsOf(await events<Event>(response)).at(-1)
  }
  const called = (name: string, output: string) => [
    { type: 'function_call', name },
    { type: 'function_call_output', output },
  ]
  expect(await next('MOCK:subagent bash 4')).toMatchObject({
    name: 'spawn_agent',
    namespace: 'agents',
    arguments: '{"message":"MOCK:bash 4"}',
  })
  const spawned = called('spawn_agent', '{"agent_id":"a1","nickname":"x"}')
  expect(await next('MOCK:subagent bash 4', ...spawned)).toMatchObject({
    name: 'wait_agent',
    arguments: '{"targets":["a1"]}',
  })
  const awaited = called('wait_agent', '{"status":{}}')
  const after = await next('MOCK:subagent bash 4 then bash 1', ...spawned, ...awaited)
  expect(after).toMatchObject({ name: 'exec_command' })
  expect(await next('MOCK:bgagent bash 4', ...spawned)).toMatchObject({ type: 'message' })
  const running = called('exec_command', 'Process running with session ID 7\n')
  expect(await next('MOCK:long 12', ...running)).toMatchObject({
    name: 'write_stdin',
    arguments: '{"session_id":7}',
  })
  expect(await next('MOCK:bg 12', ...running)).toMatchObject({ type: 'message' })
})

test('a file is written by a patch in the command', async () => {
  await using model = await openOpenaiResponses()
  const request = { tools, input: [user('MOCK:write a')] }
  const item = itemsOf(await events<Event>(await post(`${model.url}/v1/responses`, request))).at(-1)
  const isPatch = expect.stringContaining('*** Add File: /proc/a\\n')
  expect(item).toMatchObject({ name: 'exec_command', arguments: isPatch })
})

test('a WebSocket holds a conversation: warm-up, long messages, what was said before', async () => {
  await using model = await openOpenaiResponses()
  const socket = new WebSocket(`${model.url.replace('http', 'ws')}/v1/responses`)
  await once(socket, 'open')
  const ask = (message: object): Promise<readonly Event[]> =>
    new Promise((done) => {
      const sent: Event[] = []
      const take = ({ data }: MessageEvent): void => {
        sent.push(JSON.parse(String(data)) as Event)
        if (sent.at(-1)?.type !== 'response.completed') return
        socket.removeEventListener('message', take)
        done(sent)
      }
      socket.addEventListener('message', take)
      socket.send(JSON.stringify({ type: 'response.create', tools, ...message }))
    })
  expect(await ask({ input: [], generate: false })).toHaveLength(2)
  const long = 'x'.repeat(100_000)
  const first = await ask({ input: [user(`${long} MOCK:bash 1`)] })
  expect(itemsOf(first).at(-1)?.name).toBe('exec_command')
  const result = { type: 'function_call_output', call_id: 'c', output: 'ok' }
  const second = await ask({ input: [result], previous_response_id: 'resp' })
  expect(itemsOf(second)).toMatchObject([{ type: 'message', phase: 'final_answer' }])
  expect(told(model)).toEqual(
    'request first_byte tool_requested request first_byte text_done'.split(' '),
  )
  socket.send(JSON.stringify({ type: 'response.create', input: [user('MOCK:slow 60')] }))
  const aborted = new Promise((done) => model.on(({ kind }) => kind === 'aborted' && done(kind)))
  socket.close()
  expect(await aborted).toBe('aborted')
})
