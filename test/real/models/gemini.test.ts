// The mock of Google's API over real HTTP.

import { expect, test } from 'vitest'
import { openGemini } from './gemini.ts'
import { events, post, told } from './support.ts'

interface Answer {
  readonly candidates: readonly [
    {
      readonly finishReason?: string
      readonly content: { readonly parts: readonly { text?: string; functionCall?: object }[] }
    },
  ]
}

const tools = [
  {
    functionDeclarations: [
      {
        name: 'run_shell_command',
        parametersJsonSchema: {
          properties: { command: { type: 'string' }, is_background: { type: 'boolean' } },
          required: ['command'],
        },
      },
    ],
  },
]

const user = (...parts: readonly object[]) => ({ role: 'user', parts })
const at = (url: string, method: string) => `${url}/v1beta/models/gemini-2.5-pro:${method}`

test('a tool is asked for, and the next round ends the turn', async () => {
  await using model = await openGemini()
  const url = at(model.url, 'streamGenerateContent?alt=sse')
  const context = user({ text: '<session_context>MOCK:bash 9</session_context>' })
  const prompt = user({ text: 'MOCK:bash 3' })
  const sent = await events<Answer>(await post(url, { tools, contents: [context, prompt] }))
  const parts = sent.flatMap(({ candidates }) => candidates[0].content.parts)
  expect(parts.map(({ text = '' }) => text).join('')).toBe('I will run it.')
  expect(parts.find(({ functionCall }) => functionCall)).toEqual({
    functionCall: { name: 'run_shell_command', args: { command: 'sleep 3' } },
  })
  expect(sent.at(-1)?.candidates[0].finishReason).toBe('STOP')
  const called = { role: 'model', parts: [{ functionCall: { name: 'run_shell_command' } }] }
  const result = user({ functionResponse: { name: 'run_shell_command' } })
  await (await post(url, { tools, contents: [context, prompt, called, result] })).text()
  expect(told(model)).toEqual(
    'request first_byte tool_requested request first_byte text_done'.split(' '),
  )
})

test('what the program asks for itself is not the conversation', async () => {
  await using model = await openGemini()
  const generationConfig = { responseMimeType: 'application/json' }
  const contents = [user({ text: 'MOCK:bash 1' })]
  const response = await post(at(model.url, 'generateContent'), {
    tools,
    contents,
    generationConfig,
  })
  const { candidates } = (await response.json()) as Answer
  expect(candidates[0].content.parts.map(({ text = '' }) => text).join('')).toContain(
    'next_speaker',
  )
  expect(told(model)).toEqual(
    ['request', 'first_byte', 'text_done'].map((kind) => `${kind} (program)`),
  )
  const counted = await post(at(model.url, 'countTokens'), { contents })
  expect(await counted.json()).toEqual({ totalTokens: 100 })
})

test('a failure has its status', async () => {
  await using model = await openGemini()
  const contents = [user({ text: 'MOCK:error 400' })]
  const response = await post(at(model.url, 'generateContent'), { tools, contents })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } })
})
