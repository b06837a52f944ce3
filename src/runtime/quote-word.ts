// A word as a shell takes it: nothing in it is understood.

/** @param escapedQuote a single quote inside single quotes; that of sh, where nothing is given */
export function quoteWord(word: string, escapedQuote = `'\\''`): string {
  return /^[\w:/.@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", escapedQuote)}'`
}
