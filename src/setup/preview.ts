// A change of a file as people know it from diff; what may be secret is not shown.

import { diffLines, type Hunk, toLines } from './line-diff.ts'

const CONTEXT = 2
/** Settings hold keys right beside what is added, and previews are pasted into bug reports. */
const SECRET_NAME =
  /(?:key|token|secret|passw\w*|auth\w*|credential\w*|headers?|(?<![A-Za-z0-9])pat(?:_\w*)?)/.source
/** In fish nothing but blanks is between a name and its value. */
const SECRET = RegExp(
  `(${SECRET_NAME}(?:["']?\\s*[=:]\\s*|(?<=^\\s*set\\s.*)\\s+))(?!\\s*[{[]\\s*$)\\S.*`,
  'i',
)
/** Proxies and repositories are given names and passwords. */
const URL_CREDENTIALS = /(?<=:\/\/)[^\s/"'?#]+@/g
const CONTROLS = /(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Unified, with a little context; empty where nothing changes. */
export function toPreview(path: string, older: string, newer: string): string {
  const lines = toLines(older)
  const hunks = diffLines(older, newer)
  if (hunks.length === 0) return ''
  const texts = hunks.map((hunk, index) => toHunkText(lines, hunks, hunk, index))
  return [`--- ${path}`, `+++ ${path}`, ...texts.flat()].map((line) => `${line}\n`).join('')
}

function toHunkText(
  lines: readonly string[],
  hunks: readonly Hunk[],
  { oldLine, newLine, removed, added }: Hunk,
  index: number,
): readonly string[] {
  const previous = hunks[index - 1]
  const previousEnd = previous === undefined ? 0 : endOf(previous) + CONTEXT
  const from = Math.max(oldLine - CONTEXT, Math.min(previousEnd, oldLine))
  const end = oldLine + removed.length
  const to = Math.min(end + CONTEXT, hunks[index + 1]?.oldLine ?? lines.length, lines.length)
  const before = lines.slice(from, oldLine)
  const after = lines.slice(end, to)
  const context = before.length + after.length
  const start = newLine - before.length
  const oldRange = `${from + 1},${removed.length + context}`
  const newRange = `${start + 1},${added.length + context}`
  return [
    `@@ -${oldRange} +${newRange} @@`,
    ...before.flatMap((line) => toRows(' ', line)),
    ...removed.flatMap((line) => toRows('-', line)),
    ...added.flatMap((line) => toRows('+', line)),
    ...after.flatMap((line) => toRows(' ', line)),
  ]
}

const endOf = ({ oldLine, removed }: Hunk): number => oldLine + removed.length

function toRows(sign: string, line: string): readonly string[] {
  const row = sign + toShown(line)
  return line.endsWith('\n') ? [row] : [row, '\\ No newline at end of file']
}

/** One line, fit for a terminal. */
export function toShown(line: string): string {
  return line
    .replace(/\r?\n$/, '')
    .replaceAll(CONTROLS, '')
    .replaceAll(URL_CREDENTIALS, '…@')
    .replace(SECRET, '$1…')
}
