// The mock of chat completions over real HTTP.

import { expect, test } from 'vitest'
import { openOpenaiChat } from './openai-chat.ts'
import { events, post, told } from './support.ts'

interface Chunk {
  readonly choices: readonly { readonly delta: object; readonly finish_reason: string | null }[]
}

const tool = (name: string, properties: object, ...required: readonly string[]) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties, required } },
})

const tools = [
  tool('task', {}),
  tool('bash', { command: { type: 'string' }, timeout: { type: 'number' } }, 'command', 'timeout'),
  tool('write', { filePath: { type: 'string' }, content: { type: 'string' } }),
]

const user = (content: unknown) => ({ role: 'user', content })

test('tools are filled in by their schema, side by side', async () => {
  await using model = await openOpenaiChat()
  const messages = [user([{ type: 'text', text: 'MOCK:two 1' }])]
  const body = { model: 'm', stream: true, tools, messages }
  const sent = await events<Chunk>(await post(`${model.url}/v1/chat/completions`, body))
  const calls = sent.flatMap(({ choices }) =>
    choices.flatMap(({ delta }) => ('tool_calls' in delta ? (delta.tool_calls as object[]) : [])),
  )
  expect(calls).toMatchObject([
    {
      index: 0,
      function: {
        name: 'bash',
        arguments: '{"command":"sleep 1 # intentional-sleep: the test waits","timeout":10}',
      },
    },
    { index: 1, function: { arguments: '{"command":"sleep 2; echo both","timeout":10}' } },
  ])
  expect(sent.some(({ choices }) => choices[0]?.finish_reason === 'tool_calls')).toBe(true)
  expect(told(model)).toEqual(['request', 'first_byte', 'tool_requested'])
})

test('without streaming there is one answer', async () => {
  await using model = await openOpenaiChat()
  const call = { role: 'assistant', content: null, tool_calls: [] }
  const messages = [user('MOCK:write a.txt'), call, { role: 'tool', content: 'ok' }]
  const url = `${model.url}/v1/chat/completions`
  const first = await post(url, { tools, messages: messages.slice(0, 1) })
  expect(await first.json()).toMatchObject({
    choices: [{ finish_reason: 'tool_calls', message: { content: null } }],
  })
  const second = await post(url, { tools, messages })
  expect(await second.json()).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
})

test('titles, memory and suggestions are not the conversation, a sub-agent has its script', async () => {
  await using model = await openOpenaiChat()
  const url = `${model.url}/v1/chat/completions`
  await (await post(url, { messages: [user('MOCK:bash 1')] })).text()
  await (await post(url, { tools: tools.slice(1), messages: [user('remember')] })).text()
  await (await post(url, { tools: tools.slice(1), messages: [user('MOCK:bash 1')] })).text()
  await (await post(url, { tools, messages: [user('Reply with ONLY the suggestion.')] })).text()
  const kinds = told(model).filter((kind) => kind.includes('done') || kind.includes('tool'))
  expect(kinds).toEqual([
    'text_done (program)',
    'text_done (program)',
    'tool_requested (agent)',
    'text_done (program)',
  ])
})

test('models are listed, failures have their status', async () => {
  await using model = await openOpenaiChat()
  const listed = await fetch(`${model.url}/v1/models`)
  expect(await listed.json()).toMatchObject({ data: [{ id: 'mock-model' }] })
  const failed = await post(`${model.url}/v1/chat/completions`, {
    tools,
    messages: [user('MOCK:error 429 x1')],
  })
  expect(failed.status).toBe(429)
})
