// Exported variables in a shell's start-up file, a line each.

import type { FileFormat } from './format.ts'
import { appendLine, applyEdits, removeLines } from './text.ts'

const MARK = '# added by otel-ai-monitor'
const ESCAPED_QUOTE = `'\\''`

/** What differs between the shells: how a line is written, and how one is recognised. */
interface Dialect {
  readonly toLine: (name: string, quoted: string) => string
  readonly escapedQuote: string
  /** What stands before the value; its group is the name. */
  readonly start: string
}

/** The whole line must be the assignment: `NAME=value command` sets it for that command alone. */
const VALUE = /("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#;]*)[ \t]*;?[ \t]*(?:#.*)?\r?$/.source

/** bash and zsh. */
export const sh: FileFormat = createFormat({
  toLine: (name, quoted) => `export ${name}=${quoted}`,
  escapedQuote: ESCAPED_QUOTE,
  start: /^[ \t]*(?:export[ \t]+)?(\w+)=/.source,
})

export const fish: FileFormat = createFormat({
  toLine: (name, quoted) => `set -gx ${name} ${quoted}`,
  escapedQuote: `\\'`,
  start: /^[ \t]*set[ \t]+(?:-{1,2}[\w-]+[ \t]+)+(\w+)[ \t]+/.source,
})

interface Assignment {
  readonly name: string
  readonly value: string
  /** Where the value is written, its quotes included. */
  readonly range: readonly [number, number]
}

function createFormat({ toLine, escapedQuote, start }: Dialect): FileFormat {
  const assignment = new RegExp(start + VALUE, 'dgm')
  const find = (text: string) => findAssignments(text, assignment)
  const quote = (value: unknown) => toQuoted(String(value), escapedQuote)
  return {
    parse: (text) => Object.fromEntries(find(text).map(({ name, value }) => [name, value])),
    set: (text, [name = ''], value) => {
      const last = find(text).findLast((found) => found.name === name)
      if (last === undefined) return appendLine(text, `${toLine(name, quote(value))} ${MARK}`)
      const [offset, end] = last.range
      return applyEdits(text, [{ offset, length: end - offset, text: quote(value) }])
    },
    remove: (text, [name = '']) => {
      const found = find(text).filter((one) => one.name === name)
      return applyEdits(
        text,
        found.map(({ range }) => removeLines(text, ...range)),
      )
    },
    show: ([name = ''], value) => toLine(name, quote(value)),
  }
}

/** The last of a name is the one that counts. */
function findAssignments(text: string, assignment: RegExp): readonly Assignment[] {
  return [...text.matchAll(assignment)].map(({ 1: name = '', 2: raw = '', indices }) => ({
    name,
    value: unquote(raw),
    range: indices?.[2] ?? [0, 0],
  }))
}

/** One word of a command for sh. */
export const quoteWord = (word: string): string => toQuoted(word, ESCAPED_QUOTE)

function toQuoted(value: string, escapedQuote: string): string {
  return /^[\w:/.@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", escapedQuote)}'`
}

/** What a variable in it stands for is not known: it stays as written. */
function unquote(raw: string): string {
  return /^(['"])(.*)\1$/.exec(raw)?.[2] ?? raw
}
