// Stand-ins for what a person, a machine or a project could be recognised by: the same one for the same text, of the same shape.

import { publicModelWords, publicNames, publicPathParts } from './public-words.ts'

/** Each gives the stand-in of a text; what is public stays. */
export interface StandIns {
  /** A UUID stays one of its version, with the time of version 7; other ids keep their length and public prefix. */
  readonly id: (text: string) => string
  /** As many parts, of which those every machine has are kept. */
  readonly path: (text: string) => string
  /** Words that come with the agents are kept. */
  readonly name: (text: string) => string
  /** A machine, a person: never kept. */
  readonly proper: (text: string) => string
  readonly model: (text: string) => string
  readonly email: (text: string) => string
  readonly address: (text: string) => string
  /** Ids of traces and spans, as hexadecimal digits. */
  readonly hex: (text: string) => string
}

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** What may be left of an id: it names a kind of thing. */
const ID_PREFIX =
  /^(?:call|chatcmpl|cmpl|fc|item|msg|per|prt|pty|que|req|resp|rs|run|ses|tool|toolu|turn|ws)[_-]/
/** Numbers of turns and attempts. */
const SHORT_NUMBER = /^\d{1,4}$/
/** `4`, `4o`, `20250514`, `1m`, `v2`: of a model's name. */
const VERSION = /^[a-z]?\d[\da-z]{0,7}$/

/** Stand-ins of one recording, counted in the order in which their texts first came. */
export function createStandIns(): StandIns {
  const standIn = createNumbering()
  const proper = (text: string) => standIn('name', text, (number) => `name${number}`)
  const unless = (isPublic: (word: string) => boolean) => (word: string) =>
    isPublic(word) ? word : proper(word)

  const idPart = (text: string): string => {
    if (SHORT_NUMBER.test(text)) return text
    const uuid = UUID.exec(text)
    if (uuid) return standIn('uuid', text.toLowerCase(), (number) => toUuid(uuid, number))
    return standIn('id', text, (number) => toId(text, number))
  }

  const namePart = (text: string): string =>
    text.startsWith('mcp__')
      ? eachPart(text, /(__)/, (word) => (word === 'mcp' ? word : proper(word)))
      : unless((word) => publicNames.has(word))(text)

  return {
    // Qwen Code's prompts are `SESSION########NUMBER`.
    id: (text) => eachPart(text, /([#:/|\s]+)/, idPart),
    path: (text) => eachPart(text, /([/\\]+)/, unless(isPublicPart)),
    name: (text) => eachPart(text, /([:,/\s]+)/, namePart),
    proper: (text) => (text === '' ? text : proper(text)),
    model: (text) => eachPart(text, /([-.:/@[\]\s]+)/, unless(isPublicModelPart)),
    email: (text) => standIn('email', text, (number) => `name${number}@example.com`),
    // RFC 5737 and RFC 3849 keep these for documentation.
    address: (text) =>
      text.includes(':')
        ? standIn('ipv6', text, (number) => `2001:db8::${number.toString(16)}`)
        : standIn('ipv4', text, (number) => `192.0.2.${number % 256}`),
    hex: (text) =>
      /^0*$/.test(text)
        ? text
        : standIn('hex', text.toLowerCase(), (number) =>
            number.toString(16).padStart(text.length, '0'),
          ),
  }
}

/** @param make gets the number of this text among those of its kind, from 1 */
type StandIn = (kind: string, text: string, make: (number: number) => string) => string

/** @returns what gives the same stand-in whenever the same text of a kind comes again */
function createNumbering(): StandIn {
  const numbers = new Map<string, number>()
  const known = new Map<string, string>()
  return (kind, text, make) => {
    const key = `${kind}\0${text}`
    let made = known.get(key)
    if (made === undefined) {
      const number = (numbers.get(kind) ?? 0) + 1
      numbers.set(kind, number)
      known.set(key, (made = make(number)))
    }
    return made
  }
}

/** Changes the parts between separators. @param separators with one group around the whole */
const eachPart = (text: string, separators: RegExp, change: (part: string) => string): string =>
  text
    .split(separators)
    .map((part, index) => (index % 2 === 1 || part === '' ? part : change(part)))
    .join('')

const isPublicPart = (part: string): boolean =>
  publicPathParts.has(part) || /^(?:\.{1,2}|~|[A-Za-z]:)$/.test(part)

const isPublicModelPart = (part: string): boolean =>
  publicModelWords.has(part) || VERSION.test(part)

/** A version 7 begins with its time, by which such ids are sorted. */
function toUuid([, time = '', more = '', version = '']: RegExpExecArray, number: number): string {
  const start = version === '7' ? `${time}-${more}` : '00000000-0000'
  return `${start}-${version}000-8000-${number.toString(16).padStart(12, '0')}`.toLowerCase()
}

function toId(text: string, number: number): string {
  const prefix = ID_PREFIX.exec(text)?.[0] ?? ''
  const rest = text.slice(prefix.length)
  if (/^\d+$/.test(rest)) return prefix + `${number}`.padStart(rest.length, '0')
  // Never digits alone, which would make it look like a turn's number.
  return `${prefix}x${`${number}`.padStart(rest.length - 1, '0')}`
}
