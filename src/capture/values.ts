// What may be kept of an attribute's value, by the attribute's name and what the agent's file says of it. What is not known is removed.

import type { AgentDefinition, Identifying } from '../agents/definition.ts'
import type { StandIns } from './stand-ins.ts'
import { toTitle } from './title.ts'

/** Attributes that tell of programs only; also those of agents nobody knows yet. */
const harmless = new Set([
  'app.version',
  'event.timestamp',
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'host.arch',
  'level',
  'os.type',
  'process.runtime.name',
  'process.runtime.version',
  'service.version',
  'span.type',
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'terminal.type',
])

const aboutKinds: Readonly<Record<keyof AgentDefinition['about'], Identifying | 'word'>> = {
  project: 'path',
  cwd: 'path',
  host: 'proper',
  model: 'model',
  pid: 'word',
  terminal: 'word',
  version: 'word',
  windowId: 'word',
  tmux: 'path',
}

/** Cleans one service's values. */
export interface Values {
  /** @param name the attribute's */
  readonly text: (name: string, text: string) => string
  /** Whether a number may be kept. */
  readonly keepsNumber: (name: string) => boolean
  readonly body: (text: string) => string
}

/** @param standIns of the recording */
export function createValues(agent: AgentDefinition, standIns: StandIns): Values {
  const kinds = kindsOf(agent)
  const { texts = {} } = agent

  const declared = (name: string, text: string): string => {
    const kind = kinds.get(name)
    if (kind === undefined) return unknown(name, text)
    return kind === 'word' ? word(text) : standIns[kind](text)
  }

  function unknown(name: string, text: string): string {
    if (name === 'event.name' || name === 'service.name') return toTitle(text, standIns)
    if (harmless.has(name)) return word(text)
    if (text === '' || text === 'true' || text === 'false') return text
    if (isIdName(name)) return standIns.id(text)
    if (isNumber(text)) return isPersonal(name) ? removed(text) : text
    if (isPersonal(name) && /^[\w.-]+$/.test(text)) return standIns.proper(text)
    const shape = shapes.find(([pattern]) => pattern.test(text))
    return shape === undefined ? removed(text) : standIns[shape[1]](text)
  }

  const { bodyText } = agent
  return {
    text: (name, text) =>
      Object.hasOwn(texts, name) ? texts[name]!(text, declared) : declared(name, text),
    keepsNumber: (name) => kinds.has(name) || !(isIdName(name) || isPersonal(name)),
    body: (text) => (bodyText ? bodyText(text, declared) : removed(text)),
  }
}

/** The kind of each attribute. What an agent's rules read is a word, unless its file says what it identifies. */
function kindsOf(agent: AgentDefinition): ReadonlyMap<string, Identifying | 'word'> {
  const kinds = new Map<string, Identifying | 'word'>()
  const set = (names: readonly string[], kind: Identifying | 'word') => {
    for (const name of names) kinds.set(name, kind)
  }
  set(['event.sequence', ...agent.attributes], 'word')
  for (const field of Object.keys(agent.about) as (keyof typeof agent.about)[])
    set(agent.about[field] ?? [], aboutKinds[field])
  set(agent.sessionId, 'id')
  for (const [name, kind] of Object.entries(agent.identifying ?? {})) kinds.set(name, kind)
  return kinds
}

const shapes: readonly (readonly [RegExp, Exclude<keyof StandIns, 'hex'>])[] = [
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'id'],
  [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'email'],
  [/^\d{1,3}(?:\.\d{1,3}){3}$|^(?=.*:.*:)[0-9a-f:]+$/i, 'address'],
  [/^(?:~?\/|[A-Za-z]:\\)[^\s"'<>]*$/, 'path'],
]

const isIdName = (name: string): boolean => /(?:^|[._-])(?:u|gu|uu)?ids?$|[a-z]I[dD]s?$/.test(name)
const isPersonal = (name: string): boolean =>
  /(?:^|[._-])(?:account|email|host|hostname|login|owner|phone|user|username)(?:[._-]name)?$/i.test(
    name,
  )
const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)

/** Without spaces: a sentence is somebody's. */
const WORD = /^[A-Za-z]+(?:[_.:-][A-Za-z]+)*$/
const VERSION = /^v?\d+(?:\.\d+)+(?:-[a-z]+(?:\.\d+)?)?$/
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
/** `xterm-256color`, `amd64`, `x86_64`. */
const TERM_OR_MACHINE = /^[a-z]+(?:-[a-z]+)*-256color$|^(?:amd|arm|x|ia)\d\d(?:_64)?$/

/** A word of a program's own, a number, a version or a time stays. */
function word(text: string): string {
  const isKept =
    text === '' ||
    isNumber(text) ||
    (text.length <= 80 &&
      [WORD, VERSION, TIMESTAMP, TERM_OR_MACHINE].some((plain) => plain.test(text)))
  return isKept ? text : removed(text)
}

/** Tells how long it was, and no more. */
export const removed = (text: string): string =>
  text === '' ? text : `[removed: ${text.length} characters]`
