// Google's generateContent and streamGenerateContent, as Gemini CLI uses them.

import type { ServerResponse } from 'node:http'
import type { OpenModel } from '../types.ts'
import { positionIn } from './position.ts'
import {
  type Call,
  type Caller,
  type Model,
  openModelServer,
  play,
  sendJson,
  type Wire,
} from './server.ts'
import { type Reply, toReply } from './script.ts'
import { type OfferedTool, toToolCall } from './tools.ts'

interface Content {
  readonly role?: string
  readonly parts?: readonly { readonly text?: string; readonly functionResponse?: object }[]
}

interface GenerateRequest {
  readonly contents?: readonly Content[]
  readonly tools?: readonly {
    readonly functionDeclarations?: readonly {
      readonly name: string
      readonly parameters?: OfferedTool['schema']
      readonly parametersJsonSchema?: OfferedTool['schema']
    }[]
  }[]
  readonly generationConfig?: { readonly responseMimeType?: string }
}

/** What a person said; the program's own account of the folder comes as if the person had said it. */
const wordsOf = ({ role, parts = [] }: Content): string =>
  role === 'model' || parts.some((part) => part.functionResponse !== undefined)
    ? ''
    : parts
        .map(({ text = '' }) => text)
        .join('\n')
        .replaceAll(/<session_context>[\s\S]*?<\/session_context>/g, '')
        .trim()

/** Answers what the program asks for itself: who speaks next, how hard the task is. */
const judgement: Reply = {
  ...toReply('', 0),
  text: JSON.stringify({
    reasoning: 'It is plain.',
    next_speaker: 'user',
    model_choice: 'flash',
    complexity_reasoning: 'simple',
    complexity_score: 10,
  }),
  overMs: 50,
}

async function answer({ path, body, response, signal }: Call, model: Model): Promise<void> {
  if (path.includes('countTokens')) return sendJson(response, 200, { totalTokens: 100 })
  if (!/enerateContent/.test(path)) return sendJson(response, 404, {})
  const request = (body ?? {}) as GenerateRequest
  const isPersons =
    (request.tools ?? []).length > 0 &&
    request.generationConfig?.responseMimeType !== 'application/json'
  const { prompt, round } = positionIn(
    request.contents ?? [],
    wordsOf,
    ({ role }) => role === 'model',
  )
  const caller: Caller = { by: isPersons ? 'person' : 'program' }
  model.tell(caller, 'request', prompt.slice(-80))
  const reply = isPersons ? model.replyTo(prompt, round) : judgement
  const wire = toWire(request, response, path.includes('streamGenerateContent'))
  await play(reply, wire, { model, caller, signal })
}

export const openGemini: OpenModel = ({ port } = {}) => openModelServer(answer, port)

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

/** Every piece is a whole answer of its own; without streaming there is only one. */
function toWire(request: GenerateRequest, response: ServerResponse, stream: boolean): Wire {
  const offered = (request.tools ?? []).flatMap(({ functionDeclarations = [] }) =>
    functionDeclarations.map(({ name, parameters, parametersJsonSchema }) => ({
      name,
      schema: parametersJsonSchema ?? parameters,
    })),
  )
  const held: object[] = []
  const piece = (parts: readonly object[], more: object = {}): object => ({
    candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
    usageMetadata: {
      promptTokenCount: 120,
      candidatesTokenCount: 15,
      totalTokenCount: 140,
      cachedContentTokenCount: 40,
      thoughtsTokenCount: 5,
    },
    modelVersion: 'gemini-2.5-pro',
  })
  const put = (part: object): void => {
    if (stream) response.write(`data: ${JSON.stringify(piece([part]))}\r\n\r\n`)
    else held.push(part)
  }
  return {
    fail: (status) =>
      sendJson(response, status, {
        error: { code: status, message: `mock ${status}`, status: statuses[status] ?? 'INTERNAL' },
      }),
    cut: () => void response.destroy(),
    begin: () => {
      if (stream) response.writeHead(200, { 'content-type': 'text/event-stream' })
    },
    text: (text) => put({ text }),
    ask(ask) {
      const { name, input } = toToolCall(ask, offered)
      put({ functionCall: { name, args: input } })
    },
    end() {
      const last = piece(held, { finishReason: 'STOP' })
      if (stream) response.end(`data: ${JSON.stringify(last)}\r\n\r\n`)
      else sendJson(response, 200, last)
    },
  }
}
