// What may be secret is not shown: settings hold keys right beside what is added, and previews are pasted into bug reports.

import type { FileFormat, Range } from './formats/format.ts'
import { applyEdits } from './formats/text.ts'

const SECRET_NAME =
  /(?:key|token|secret|passw\w*|auth\w*|credential\w*|headers?|(?<![A-Za-z0-9])pat(?:_\w*)?)/.source
/** In fish nothing but blanks is between a name and its value. */
const SECRET = RegExp(
  `(${SECRET_NAME}(?:["']?\\s*[=:]\\s*|(?<=^\\s*set\\s.*)\\s+))(?!\\s*[{[]\\s*$)\\S.*`,
  'i',
)
/** A key or a table that says what all in it is. */
const SECRET_KEY = RegExp(`${SECRET_NAME}s?$`, 'i')
/** What a line has beside its indentation, unless that is brackets alone. */
const CONTENT = /^([^\S\n]*)(?![\s{}[\](),]*$)\S.*$/gm
/** Proxies and repositories are given names and passwords. */
const URL_CREDENTIALS = /(?<=:\/\/)[^\s/"'?#]+@/g
const URL_QUERY = /(:\/\/[^\s"'?#]*\?)[^\s"']+/g
const CONTROLS = /(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** One line, fit for a terminal. */
export function toShown(line: string): string {
  return maskUrls(line.replace(/\r?\n$/, '').replaceAll(CONTROLS, '')).replace(SECRET, '$1…')
}

/** A text without what people put into URLs besides the place. */
export function maskUrls(text: string): string {
  return text.replaceAll(URL_CREDENTIALS, '…@').replaceAll(URL_QUERY, '$1…')
}

/** A whole text, line for line, without the values that stand on other lines than the name that tells of them. */
export function maskBlocks(format: FileFormat, text: string): string {
  const ranges = format.findValues?.(text, (key) => SECRET_KEY.test(key)) ?? []
  const edits = toSeparate(ranges).map(([offset, end]) => ({
    offset,
    length: end - offset,
    text: text.slice(offset, end).replaceAll(CONTENT, '$1…'),
  }))
  return applyEdits(text, edits)
}

/** Without those that are inside of others. */
function toSeparate(ranges: readonly Range[]): readonly Range[] {
  let last = 0
  return ranges
    .toSorted(([a], [b]) => a - b)
    .filter(([start, end]) => {
      const isOuter = start >= last
      if (isOuter) last = end
      return isOuter
    })
}
