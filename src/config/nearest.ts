// Did you mean …? The known word nearest to a mistyped one.

/** Shorter beginnings could be meant for anything. */
const MIN_BEGINNING = 3

/**
 * The candidate with the fewest letters inserted, deleted, replaced or swapped,
 * or the only one that begins with the word; undefined where none is near enough to be meant.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const given = word.toLowerCase()
  const all = [...candidates]
  return closest(given, all) ?? onlyOneBegunBy(given, all)
}

function onlyOneBegunBy(given: string, candidates: readonly string[]): string | undefined {
  if (given.length < MIN_BEGINNING) return undefined
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(given))
  return begun.length === 1 ? begun[0] : undefined
}

/** A beginning that both have, such as that of all our variables, makes them no nearer. */
function closest(given: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Infinity
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    const distance = editDistance(given, other)
    const limit = Math.max(1, Math.floor((given.length - sharedStart(given, other)) / 3))
    if (distance <= limit && distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** How many letters two words begin with alike. */
function sharedStart(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}

/** `; did you mean X?`, or '' where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, prefix = ''): string {
  const found = nearest(word, candidates)
  return found === undefined ? '' : `; did you mean ${prefix}${found}?`
}

/** Damerau-Levenshtein distance, adjacent swaps only. */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Infinity
      row.push(Math.min(at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + cost, swapped))
    }
    ;[beforeLast, last] = [last, row]
  }
  return at(last, to.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
