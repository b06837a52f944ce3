// The difference of two texts by lines: to show what will change, and to take it back to the byte.

/** Lines that gave way to others; each keeps its line end. */
export interface Hunk {
  /** Counted from zero, in the older text. */
  readonly oldLine: number
  /** Counted from zero, in the newer text. */
  readonly newLine: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** More would take too long; the whole middle is then one hunk. */
const MAX_CELLS = 4_000_000

/** Each keeps its line end. */
export function toLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** @returns the hunks in the order of the text; none where both are the same */
export function diffLines(older: string, newer: string): readonly Hunk[] {
  const a = toLines(older)
  const b = toLines(newer)
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  return diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map((hunk) => ({
    ...hunk,
    oldLine: hunk.oldLine + head,
    newLine: hunk.newLine + head,
  }))
}

/** Brings the older text back. @param newer the very text that the hunks lead to */
export function revertHunks(newer: string, hunks: readonly Hunk[]): string {
  const lines = [...toLines(newer)]
  for (const { newLine, removed, added } of hunks.toReversed()) {
    lines.splice(newLine, added.length, ...removed)
  }
  return lines.join('')
}

function diffMiddle(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  if (a.length === 0 && b.length === 0) return []
  if (a.length * b.length > MAX_CELLS) return [{ oldLine: 0, newLine: 0, removed: a, added: b }]
  const common = toCommonLengths(a, b)
  const at = (i: number, j: number) => common[i * (b.length + 1) + j] ?? 0
  const hunks: Hunk[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [oldLine, newLine] = [i, j]
    while ((i < a.length || j < b.length) && a[i] !== b[j]) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i++
      else j++
    }
    if (i > oldLine || j > newLine) {
      hunks.push({ oldLine, newLine, removed: a.slice(oldLine, i), added: b.slice(newLine, j) })
    }
    while (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1]
  }
  return hunks
}

/** How many lines the rests of both have in common, from every pair of places on. */
function toCommonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1
  const cells = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const longest = Math.max(cells[(i + 1) * width + j] ?? 0, cells[i * width + j + 1] ?? 0)
      const isSame = a[i] === b[j]
      cells[i * width + j] = isSame ? (cells[(i + 1) * width + j + 1] ?? 0) + 1 : longest
    }
  }
  return cells
}
