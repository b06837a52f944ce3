// Exported variables in a shell's start-up file, a line each. Where a line may set one but is not understood, the line stands for the value.

import { quoteWord } from '../../runtime/quote-word.ts'
import { isObject, type FileFormat } from './format.ts'
import { appendLine, applyEdits, type Edit, removeLines } from './text.ts'

const MARK = '# added by otel-ai-monitor'

const QUOTED = /"(?:[^"\\]|\\.)*"|'[^']*'/.source
const VALUE = `((?:${QUOTED})|[^\\s"'#;]*)`
const END = /[ \t]*;?[ \t]*(?:#.*)?\r?$/.source

/** What differs between the shells: how a line is written, and how one is recognised. */
interface Dialect {
  readonly toLine: (name: string, quoted: string) => string
  readonly escapedQuote?: string
  /** A whole line of nothing but assignments; its groups are what exports them, and they themselves. */
  readonly line: RegExp
  /** One of them: its groups are the name and the value. */
  readonly assignment: RegExp
  readonly exports: (before: string) => boolean
  /** The words that begin and end a part that may never run. */
  readonly opening: RegExp
  readonly closing: RegExp
}

/** bash and zsh. */
export const sh: FileFormat = createFormat({
  toLine: (name, quoted) => `export ${name}=${quoted}`,
  line: RegExp(`^[ \\t]*(export[ \\t]+)?(\\w+=${VALUE}(?:[ \\t]+\\w+=${VALUE})*)${END}`),
  assignment: RegExp(`(\\w+)=${VALUE}`, 'dg'),
  exports: (before) => before !== '',
  opening: /(?<![^\s;&|(])(?:if|case|for|while|until|select)(?=\s)|[({](?=\s|$)/g,
  closing: /(?<![^\s;&|])(?:fi|esac|done|[})])(?![^\s;&|)])/g,
})

export const fish: FileFormat = createFormat({
  toLine: (name, quoted) => `set -gx ${name} ${quoted}`,
  escapedQuote: `\\'`,
  line: RegExp(
    `^[ \\t]*set[ \\t]+((?:(?:-[gUx]+|--(?:global|universal|export))[ \\t]+)+)(\\w+[ \\t]+${VALUE})${END}`,
  ),
  assignment: RegExp(`(\\w+)[ \\t]+${VALUE}`, 'dg'),
  exports: (flags) => flags.includes('x'),
  opening: /(?<![^\s;&|])(?:if|for|while|switch|function|begin)(?![^\s;])/g,
  closing: /(?<![^\s;&|])end(?![^\s;&|])/g,
})

/** A place that sets a variable, or may. */
interface Mention {
  readonly name: string
  readonly value: string | Unclear
  /** Where the value is written, its quotes included; undefined where that is not clear. */
  readonly range?: readonly [number, number]
  /** The edit that takes it out. */
  readonly removal?: Edit
}

/** The line that sets it, or may. */
interface Unclear {
  readonly line: string
}

/** The last of a name is the one that counts. */
function createFormat(dialect: Dialect): FileFormat {
  const { toLine, escapedQuote } = dialect
  const find = (text: string, name: string) =>
    findMentions(text, dialect).filter((mention) => mention.name === name)
  const quote = (value: unknown) => quoteWord(String(value), escapedQuote)
  const remove = (text: string, mentions: readonly Mention[]) =>
    applyEdits(
      text,
      mentions.flatMap(({ removal }) => removal ?? []),
    )
  return {
    parse: (text) =>
      Object.fromEntries(findMentions(text, dialect).map(({ name, value }) => [name, value])),
    set(text, [name = ''], value) {
      const found = find(text, name)
      // That line was never taken out: to bring it back, what was added after it goes.
      if (isUnclear(value)) return remove(text, found.slice(-1))
      const range = found.at(-1)?.range
      if (range === undefined) return appendLine(text, `${toLine(name, quote(value))} ${MARK}`)
      const [offset, end] = range
      return applyEdits(text, [{ offset, length: end - offset, text: quote(value) }])
    },
    remove: (text, [name = '']) => remove(text, find(text, name)),
    show: ([name = ''], value) => (isUnclear(value) ? value.line : toLine(name, quote(value))),
  }
}

const isUnclear = (value: unknown): value is Unclear => isObject(value)

function findMentions(text: string, dialect: Dialect): readonly Mention[] {
  const mentions: Mention[] = []
  const exported = new Set<string>()
  let depth = 0
  let offset = 0
  for (const line of text.split('\n')) {
    const isCertain = depth === 0 || line.includes(MARK)
    const found = (isCertain && toAssignments(text, line, offset, dialect, exported)) || []
    mentions.push(...(found.length > 0 ? found : toUnclear(line)))
    const words = toCode(line).replaceAll(RegExp(QUOTED, 'g'), '""')
    const opened = words.match(dialect.opening)?.length ?? 0
    depth = Math.max(0, depth + opened - (words.match(dialect.closing)?.length ?? 0))
    offset += line.length + 1
  }
  return mentions
}

/**
 * @param exported names that were exported above, where an assignment alone is enough; more are added
 * @returns undefined where the line is something else, or programs would not see all that it sets
 */
function toAssignments(
  text: string,
  line: string,
  offset: number,
  { line: whole, assignment, exports }: Dialect,
  exported: Set<string>,
): readonly Mention[] | undefined {
  const [, before = '', list = ''] = whole.exec(line) ?? []
  const found = [...list.matchAll(assignment)]
  if (!exports(before) && !found.every(([, name = '']) => exported.has(name))) return undefined
  const start = offset + line.indexOf(list, line.indexOf(before) + before.length)
  return found.map(({ 0: all, 1: name = '', 2: raw = '', index, indices }) => {
    exported.add(name)
    const [from, to] = indices?.[2] ?? [0, 0]
    const gap = /\s*$/.exec(text.slice(offset, start + index))?.[0].length ?? 0
    const alone = { offset: start + index - gap, length: gap + all.length, text: '' }
    return {
      name,
      value: unquote(raw),
      range: [start + from, start + to],
      removal: found.length > 1 ? alone : removeLines(text, start + from, start + to),
    }
  })
}

/** What sets a variable for one command alone, or only names it. */
const HARMLESS = RegExp(
  `^[ \\t]*(?:(?:\\w+=${VALUE}[ \\t]+)+(?!export|eval|declare|typeset)[\\w./-]+|echo|printf)(?:[ \\t][^;&|]*)?$`,
)
/** Words that are not read as variables, unless that sets them: `$A`, `${A}`, but `${A:=x}`. */
const WORDS = /(?<!\w|\$|\$\{)[A-Za-z_]\w*|(?<=\$\{)\w+(?=:?=)/g

/** It need not be known what a line does: any word in it may be the variable that it sets. */
function toUnclear(line: string): readonly Mention[] {
  const code = toCode(line)
  if (HARMLESS.test(code)) return []
  const value = { line: line.trim() }
  return [...new Set(code.match(WORDS))].map((name) => ({ name, value }))
}

/** A line without its comment. */
const toCode = (line: string): string =>
  line.replaceAll(RegExp(`(${QUOTED})|(?<![^\\s;])#.*`, 'g'), '$1').trimEnd()

/** What a variable in it stands for is not known: it stays as written. */
function unquote(raw: string): string {
  return /^(['"])(.*)\1$/.exec(raw)?.[2] ?? raw
}
