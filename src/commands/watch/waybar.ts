// JSON lines for a waybar custom module with "return-type": "json".

import type { Board, BoardSession } from '../client/board.ts'
import { toName, toReasonText, toStateText, toTimeText } from '../client/words.ts'
import { fitText } from '../client/display-text.ts'
import type { Format } from './format.ts'
import { createBarFormat } from './headline.ts'

/** A tooltip longer than the screen helps nobody. */
const MAX_TOOLTIP_LINES = 20

/** `class` and `alt` are the look (`waiting`, `working`, …), for style.css and format-icons. */
export function createWaybar(): Format {
  return createBarFormat(({ look, text }, board) => {
    const tooltip = escapePango(
      board === undefined ? 'otel-ai-monitor is not running' : toTooltip(board),
    )
    return JSON.stringify({ text: escapePango(text), tooltip, class: look, alt: look })
  })
}

function toTooltip({ sessions }: Board): string {
  const lines = sessions.slice(0, MAX_TOOLTIP_LINES).map(toTooltipLine)
  const hidden = sessions.length - lines.length
  return [...lines, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join('\n')
}

/** The time it began, not how long ago: that would change every second. */
function toTooltipLine(session: BoardSession): string {
  const why = [toStateText(session), toReasonText(session)].filter(Boolean).join(', ')
  return `${toName(session)} · ${fitText(session.tool, 20)}: ${why} since ${toTimeText(session.since)}`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** waybar reads text and tooltip as Pango markup, and shows nothing at all where it is malformed. */
function escapePango(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
