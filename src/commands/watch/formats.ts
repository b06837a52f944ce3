// Every format of `watch`, in one list.

import type { Format } from './format.ts'
import { createI3blocks } from './i3blocks.ts'
import { createNdjson } from './ndjson.ts'
import { createPlain } from './plain.ts'
import { createPolybar } from './polybar.ts'
import { createWaybar } from './waybar.ts'

export const formats = {
  ndjson: createNdjson,
  waybar: createWaybar,
  i3blocks: createI3blocks,
  polybar: createPolybar,
  plain: createPlain,
} satisfies Record<string, () => Format>

export type FormatName = keyof typeof formats
