// JSON lines for i3blocks with format=json and interval=persist.

import type { Format } from './format.ts'
import { COLORS, createBarFormat } from './headline.ts'

/** Says `markup: none`, so that a name with `<` in it is shown as it is. */
export function createI3blocks(): Format {
  return createBarFormat(({ look, text, short }) =>
    JSON.stringify({ full_text: text, short_text: short, color: COLORS[look], markup: 'none' }),
  )
}
