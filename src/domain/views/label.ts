// Foreign text made fit to be shown: harmless, short, and on one line.

const MAX_LABEL_CHARS = 60

/** Controls, line separators, lone surrogates, and marks that reorder or hide text. ZWJ stays: emoji need it. */
export const HARMFUL = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Foreign text of any length made fit for one line, with an ellipsis where something was cut off. */
export function toLabel(text: string): string {
  // Cut first: a name of a megabyte is not worth reading.
  const start = text.slice(0, MAX_LABEL_CHARS * 4)
  const plain = start.replaceAll(/\s+/gu, ' ').replaceAll(HARMFUL, '').trim()
  const letters = Array.from(plain)
  const isWhole = letters.length <= MAX_LABEL_CHARS && start.length === text.length
  return isWhole
    ? plain
    : `${letters
        .slice(0, MAX_LABEL_CHARS - 1)
        .join('')
        .trimEnd()}…`
}
