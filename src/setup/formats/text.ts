// Offsets, lines and edits of a text.

/** Replaces `length` characters at `offset`. */
export interface Edit {
  readonly offset: number
  readonly length: number
  readonly text: string
}

/** @param edits in any order, none overlapping */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const { offset, length, text: inserted } of edits.toSorted((a, b) => b.offset - a.offset)) {
    result = result.slice(0, offset) + inserted + result.slice(offset + length)
  }
  return result
}

/** The line end that the text uses. */
export function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n'
}

/** Where the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  // A negative place counts as the first, which may be a line end.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** Where the line of `offset` ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
  const index = text.indexOf('\n', offset)
  if (index === -1) return text.length
  return index > offset && text[index - 1] === '\r' ? index - 1 : index
}

/** The blanks that the line of `offset` starts with. */
export function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? ''
}

/** A whole line goes, with the line end after it, or before it at the end of the text. */
export function removeLines(text: string, start: number, end: number): Edit {
  const from = lineStart(text, start)
  const to = lineEnd(text, end)
  const eol = /^\r?\n/.exec(text.slice(to))?.[0] ?? ''
  return { offset: from, length: to + eol.length - from, text: '' }
}

/** The text with a line added at its end. */
export function appendLine(text: string, line: string): string {
  const eol = eolOf(text)
  const gap = text === '' || text.endsWith('\n') ? '' : eol
  return `${text}${gap}${line}${eol}`
}

/** One of several things between brackets, and the commas beside it, which are one character long. */
export interface ListItem {
  readonly start: number
  readonly end: number
  readonly commaBefore: number | undefined
  readonly commaAfter: number | undefined
}

/** An item goes with one comma, and with its line where it had that for itself. */
export function removeItem(text: string, item: ListItem): readonly Edit[] {
  const { start, commaBefore, commaAfter } = item
  const stop = commaAfter === undefined ? item.end : commaAfter + 1
  const before = /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, start))?.[0] ?? ''
  const after = /^[ \t]*/.exec(text.slice(stop))?.[0] ?? ''
  const isAlone = /\n/.test(before) && /^\r?\n/.test(text.slice(stop + after.length))
  const isLast = commaAfter === undefined
  // The indentation of what comes next in the line stays before it.
  const left = isAlone || (isLast && !before.includes('\n')) ? before.length : 0
  const right = isAlone || !isLast ? after.length : 0
  const edit = { offset: start - left, length: stop + right - (start - left), text: '' }
  if (commaAfter !== undefined || commaBefore === undefined) return [edit]
  return [{ offset: commaBefore, length: 1, text: '' }, edit]
}

/** Both count from one. */
export function lineAndColumn(text: string, offset: number) {
  const start = lineStart(text, offset)
  return { line: text.slice(0, start).split('\n').length, column: offset - start + 1 }
}
