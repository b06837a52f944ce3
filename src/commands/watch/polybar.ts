// Lines for a polybar custom/script module with tail = true; lemonbar reads them too.

import type { Format } from './format.ts'
import { COLORS, createBarFormat } from './headline.ts'

/** An empty line where there is no session. */
export function createPolybar(): Format {
  return createBarFormat(({ look, text }) =>
    text === '' ? '' : `%{F${COLORS[look]}}${escapeTags(text)}%{F-}`,
  )
}

/**
 * `%{A1:command:}` in a project's name would be a button that runs a command.
 * lemonbar reads `%%` as a percent sign, polybar does not (polybar#2748), so
 * neither escape is right in both; an invisible word joiner between `%` and
 * what follows is, and leaves the text readable.
 */
function escapeTags(text: string): string {
  return text.replaceAll('%', '%\u2060')
}
