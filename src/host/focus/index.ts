// Every compositor that is known, those first that can be recognised beyond doubt.

import { gnome } from './gnome.ts'
import { hyprland } from './hyprland.ts'
import { i3 } from './i3.ts'
import { kde } from './kde.ts'
import { niri } from './niri.ts'
import { sway } from './sway.ts'
import { x11 } from './x11.ts'
import type { Compositor, Desktop, Env } from './compositor.ts'

export const compositors: readonly Compositor[] = [sway, hyprland, niri, i3, kde, gnome, x11]

/** @returns the compositor that runs for this user, if a known one does */
export async function findDesktop(
  env: Env,
): Promise<{ readonly compositor: Compositor; readonly desktop: Desktop } | undefined> {
  for (const compositor of compositors) {
    const desktop = await compositor.find(env)
    if (desktop !== undefined) return { compositor, desktop }
  }
  return undefined
}
