// The few words that fit in a bar: the most urgent session, and how many more are active.

import type { Board } from '../client/board.ts'
import { type Look, toLook, toName } from '../client/words.ts'
import type { Format } from './format.ts'

/** Neither text is escaped for any markup yet. */
export interface Headline {
  readonly look: Look
  /** Empty when there is no session. */
  readonly text: string
  /** One or a few characters, for narrow bars. */
  readonly short: string
}

const SIGNS: Readonly<Record<Look, string>> = {
  waiting: '!',
  working: '▶',
  completed: '✓',
  failed: '✗',
  idle: '·',
  none: '',
  disconnected: '–',
}

/** Readable on dark and on light; a bar that styles by class has its own. */
export const COLORS: Readonly<Record<Look, string>> = {
  waiting: '#d19a00',
  working: '#3f8fd2',
  completed: '#4c9f50',
  failed: '#d9534f',
  idle: '#888888',
  none: '#888888',
  disconnected: '#888888',
}

const LOST: Headline = {
  look: 'disconnected',
  text: `${SIGNS.disconnected} AI monitor`,
  short: SIGNS.disconnected,
}

function toHeadline({ sessions }: Board): Headline {
  const [first, ...others] = sessions
  const look = toLook(first)
  if (first === undefined) return { look, text: '', short: '' }
  const more = others.filter(({ state }) => state === 'waiting' || state === 'working').length
  const suffix = more === 0 ? '' : ` +${more}`
  return {
    look,
    text: `${SIGNS[look]} ${toName(first)}${suffix}`,
    short: `${SIGNS[look]}${suffix}`,
  }
}

/** Writing is the only way to notice that the bar is gone; without it, old processes would pile up. */
const REPEAT_AFTER_SECONDS = 120

/**
 * A format for bars: one line for each change in what is shown, and now and then the same again.
 * @param render one line without its "\n"; no board means that the daemon is gone
 */
export function createBarFormat(render: (headline: Headline, board?: Board) => string): Format {
  let shown: string | undefined
  let shownAtSeconds = 0
  const show = (text: string, nowSeconds: number): string => {
    if (text === shown && nowSeconds < shownAtSeconds + REPEAT_AFTER_SECONDS) return ''
    shown = text
    shownAtSeconds = nowSeconds
    return `${text}\n`
  }
  return {
    onLine: (_line, board) => show(render(toHeadline(board), board), board.timestamp),
    onLost: (nowMs) => show(render(LOST), nowMs / 1000),
  }
}
