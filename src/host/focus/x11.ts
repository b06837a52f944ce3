// Any X11 window manager that follows EWMH: Xfce, Cinnamon, KDE and GNOME on X11, and many more.

import { activateX11Window, findActiveX11Window, findX11Windows } from './x11-tools.ts'
import type { Compositor } from './compositor.ts'

export const x11: Compositor = {
  id: 'x11',
  name: 'X11',
  needs: 'xdotool or wmctrl',
  checked: 'i3 4.22 as an EWMH window manager under Xvfb',
  async find(env) {
    if (!env.DISPLAY || env.WAYLAND_DISPLAY) return undefined
    return {
      async windows(pids) {
        const active = await findActiveX11Window(env)
        const found = await findX11Windows(pids, env)
        return found.map(([x11Id, pid]) => ({
          id: String(x11Id),
          pid,
          x11Id,
          isFocused: x11Id === active,
        }))
      },
      focus: ({ id }) => activateX11Window(Number(id), env),
    }
  },
}
