// Foreign text made fit for a terminal or a bar: harmless, on one line, and no wider than its place.

import { stripVTControlCharacters } from 'node:util'
import { HARMFUL } from '../../domain/views/label.ts'

/** Of one visible letter, its marks included: more than any script needs. */
const MAX_CLUSTER_CHARS = 16

/** Made for the first text that is not ASCII: making it takes a tenth of a short command's time. */
let segmenter: Intl.Segmenter | undefined

/** Pieces that are each seen as one character. @param text plain */
function* clustersOf(text: string): Generator<string, void, void> {
  if (/^[\x20-\x7e]*$/.test(text)) return yield* text
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** Without terminal sequences, control characters and line breaks; runs of white space become one space. */
export function toPlainText(text: string): string {
  const spaced = stripVTControlCharacters(text).replace(/\s+/gu, ' ')
  return spaced.replace(HARMFUL, '').trim()
}

/** Columns that a text takes on a terminal. @param text plain */
export function displayWidth(text: string): number {
  let width = 0
  for (const cluster of clustersOf(text)) width += clusterWidth(cluster)
  return width
}

/** Plain text of at most `maxWidth` columns, with an ellipsis where something was cut off. */
export function fitText(text: string, maxWidth: number): string {
  const plain = toPlainText(text)
  let [kept, keptWidth, fitting] = ['', 0, '']
  for (const whole of clustersOf(plain)) {
    const cluster = whole.slice(0, MAX_CLUSTER_CHARS)
    keptWidth += clusterWidth(cluster)
    if (keptWidth > maxWidth) return `${fitting.trimEnd()}…`
    kept += cluster
    if (keptWidth < maxWidth) fitting = kept
  }
  return kept
}

/** Spaces added on the right until it is `width` columns wide. */
export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Blocks that Unicode's East Asian Width calls wide or full-width. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f|\u200d/u
const ZERO = /^[\p{M}\u200d]+$/u

function clusterWidth(cluster: string): number {
  if (ZERO.test(cluster)) return 0
  return WIDE.test(cluster) || EMOJI.test(cluster) ? 2 : 1
}
