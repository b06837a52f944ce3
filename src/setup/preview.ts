// A change of a file as people know it from diff; what may be secret is not shown.

import type { FileFormat } from './formats/format.ts'
import { diffLines, type Hunk, toLines } from './line-diff.ts'
import { maskBlocks, toShown } from './mask.ts'

const CONTEXT = 2

/** Unified, with a little context; empty where nothing changes. @throws {MalformedError} */
export function toPreview(path: string, format: FileFormat, older: string, newer: string): string {
  const hunks = diffLines(older, newer)
  if (hunks.length === 0) return ''
  const oldLines = toLines(maskBlocks(format, older))
  const newLines = toLines(maskBlocks(format, newer))
  const shown = hunks.map((hunk) => ({
    ...hunk,
    removed: oldLines.slice(hunk.oldLine, endOf(hunk)),
    added: newLines.slice(hunk.newLine, hunk.newLine + hunk.added.length),
  }))
  const texts = shown.map((hunk, index) => toHunkText(oldLines, shown, hunk, index))
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
