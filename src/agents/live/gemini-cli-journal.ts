// Gemini CLI: the file to which it appends each conversation. It tells prompts, and at once how a turn ended that did not end well. Checked: 0.61.0.

import type { Happening } from '../../domain/event.ts'
import { own } from '../definition.ts'
import { geminiCliProgram, TOPIC_TOOL } from '../gemini-cli.ts'
import { type Running, runsProgram } from '../program.ts'
import { anyNameOf, type Fields, fieldsOf, text, toFields } from './journal-fields.ts'

const turnEnd = { kind: 'turn_ended', evidence: 'session_file', sure: true } as const

/** What the program shows of a stop, word for word; which of them depends on how and where it was stopped. */
const stopped = new Set(['Request cancelled.', 'User cancelled the request.'])

/** The error of a call that is not made again begins with this; other errors are of commands. */
const FAILED = '[API Error: '
/**
 * What the program tells the model first begins with this. It is told again after a turn that
 * was stopped, and behind it all that was said before, prompts included.
 */
const CONTEXT = '<session_context>'
/** What is told once more is written in one go: under one time, as far as was seen. */
const RETOLD_GAP_MS = 20
/** With these words it makes the model go on by itself. */
const GO_ON = 'Please continue.'
/** What the person ran in the program's shell mode: told to the model along with the next prompt. */
const OWN_COMMAND = 'I ran the following shell command:'
/** A hook of the person's made it go on where the turn would have ended: its words are the next record of a person. */
const SENT_ON = 'Agent execution blocked: '
/** Words for the turn that runs begin with this, where `experimental.modelSteering` is on; they may come too late for it. */
const STEERING = 'User steering update:'
/** The error of a tool that the person did not allow; one that was stopped has another reason. */
const REFUSED = '[Operation Cancelled] Reason: User denied execution.'

const isText = (value: unknown): value is string => typeof value === 'string'

function wordsIn(content: unknown): string | undefined {
  const first: unknown = Array.isArray(content) ? content[0] : content
  const words = isText(first) ? first : toFields(first)?.['text']
  return isText(words) ? words : undefined
}

/**
 * Whether it tells once more what had been said.
 * @param retoldMs when the record before did so, in Unix ms; undefined where it did not
 */
function isRetold(
  { type, content }: Fields,
  retoldMs: number | undefined,
  timeMs: number,
): boolean {
  if (type === 'user' && wordsIn(content)?.startsWith(CONTEXT)) return true
  return retoldMs !== undefined && timeMs - retoldMs <= RETOLD_GAP_MS
}

/** What was said before that makes a difference. */
interface Memory {
  /** When the record before told once more what had been said, in Unix ms; undefined where it did not. */
  retoldMs: number | undefined
  isBehindRefusal: boolean
  isSentOn: boolean
}

/** What the model is given: the person's words, or what its tools found. */
function readGiven(content: unknown, memory: Memory): Happening | undefined {
  const words = wordsIn(content)
  if (words === undefined || words === GO_ON || words.startsWith(OWN_COMMAND)) return undefined
  const { isSentOn } = memory
  memory.isSentOn = false
  if (isSentOn) return { kind: 'prompt', byItself: true }
  // All else that is typed while a turn runs waits for its end.
  const endsLast = !words.startsWith(STEERING)
  return { kind: 'prompt', again: true, endsLast }
}

/** A reply is told once more when its tools have run, or were not allowed to. */
function readTools(calls: unknown): Happening | undefined {
  if (!Array.isArray(calls)) return undefined
  const refused = calls.find(isRefused)
  if (!refused) return undefined
  return {
    kind: 'tool_refused',
    toolId: text(refused, 'id') ?? '',
    tool: text(refused, 'name') ?? 'tool',
    byUser: true,
    // The model is told of it along with what the others found.
    ends: calls.some(hasRun) ? 'not' : undefined,
  }
}

/** The tool by which the model says what it is doing does not count. */
function hasRun(call: unknown): boolean {
  const { name, status } = toFields(call) ?? {}
  return (status === 'success' || status === 'error') && name !== TOPIC_TOOL
}

function isRefused(call: unknown): boolean {
  const { status, result } = toFields(call) ?? {}
  const first = toFields(Array.isArray(result) ? result[0] : undefined) ?? {}
  const response = fieldsOf(fieldsOf(first, 'functionResponse') ?? {}, 'response')
  return status === 'cancelled' && response?.['error'] === REFUSED
}

/** A refusal ends the turn with the same words as a stop; its record bears the time of the question. */
function readInfo(content: unknown, isBehindRefusal: boolean): Happening | undefined {
  if (!isText(content) || !stopped.has(content)) return undefined
  return { ...turnEnd, outcome: isBehindRefusal ? 'denied' : 'interrupted' }
}

function readWarning(content: unknown, memory: Memory): undefined {
  if (isText(content) && content.startsWith(SENT_ON)) memory.isSentOn = true
}

type Rule = (record: Fields, memory: Memory) => Happening | undefined

const rules: Readonly<Record<string, Rule>> = {
  user: ({ content }, memory) => readGiven(content, memory),
  warning: ({ content }, memory) => readWarning(content, memory),
  gemini: ({ toolCalls }) => readTools(toolCalls),
  info: ({ content }, { isBehindRefusal }) => readInfo(content, isBehindRefusal),
  error: ({ content }) =>
    isText(content) && content.startsWith(FAILED) ? { ...turnEnd, outcome: 'error' } : undefined,
}

export const geminiCliJournals = {
  agent: 'gemini-cli',
  homeVariable: 'GEMINI_CLI_HOME',
  folder: '.gemini',
  journals: 'tmp',
  dated: 0,
  signs: [],
  isProgram: (running: Running) => runsProgram(geminiCliProgram, running),
  // No process holds it open. Its name has the first part of the id alone.
  findBy: {
    within: 'chats',
    ending: (sessionId: string) => `-${sessionId.slice(0, 8)}.jsonl`,
  },
  single: true,
  // Nothing in it tells an answer from a reply whose tools run.
  tellsEnds: false,
  head: new RegExp(`^\\{"id":"[^"]{1,64}","timestamp":"[^"]{1,40}","type":"${anyNameOf(rules)}",`),
  readMeta(record: Fields) {
    if (record['kind'] !== 'main') return undefined
    return { sessionId: text(record, 'sessionId'), cwd: undefined, version: undefined }
  },
  createReader() {
    const memory: Memory = { retoldMs: undefined, isBehindRefusal: false, isSentOn: false }
    return (record: Fields, timeMs: number): Happening | undefined => {
      const isAgain = isRetold(record, memory.retoldMs, timeMs)
      memory.retoldMs = isAgain ? timeMs : undefined
      if (isAgain) return undefined
      const happening = own(rules, text(record, 'type'))?.(record, memory)
      memory.isBehindRefusal = happening?.kind === 'tool_refused'
      return happening
    }
  },
} as const
