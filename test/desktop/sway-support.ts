// A headless sway of the test's own, and terminals in it.

import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFocuser } from '../../src/host/focus/focuser.ts'
import { isRoot, NOBODY } from '../host/children.ts'
import { childrenOf, output, start } from './support.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

interface Node {
  readonly id: number
  readonly pid?: number
  readonly focused?: boolean
  readonly nodes?: readonly Node[]
}

const flatten = (node: Node): readonly Node[] => [node, ...(node.nodes ?? []).flatMap(flatten)]

/** sway refuses root. */
export const asUser = (argv: readonly string[]): readonly string[] => {
  const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
  return isRoot ? [...user, ...argv] : argv
}

export async function startSway() {
  const dir = makeTempDir()
  chmodSync(dir, 0o700)
  const config = join(dir, 'config')
  writeFileSync(config, 'for_window [app_id=".*"] focus\n')
  if (isRoot) for (const path of [dir, config]) chownSync(path, NOBODY, NOBODY)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: dir,
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: dir,
    WLR_BACKENDS: 'headless',
    WLR_LIBINPUT_NO_DEVICES: '1',
    WLR_RENDERER: 'pixman',
    WAYLAND_DISPLAY: 'wayland-1',
  }
  const { WAYLAND_DISPLAY: _, ...bare } = env
  start(asUser(['sway', '-c', config]), bare)
  const focuser = createFocuser({ env })
  const tree = (): readonly Node[] => {
    try {
      return flatten(JSON.parse(output(['swaymsg', '-r', '-t', 'get_tree'], swayEnv())) as Node)
    } catch {
      return []
    }
  }
  const swayEnv = () => ({ ...env, SWAYSOCK: output(['sh', '-c', `ls ${dir}/sway-ipc.*`], env) })
  await until(() => tree().length > 0)
  /** @returns its process number, once it has its window and the program runs */
  const open = async (argv: readonly string[]) => {
    const { pid = 0 } = start(argv, env)
    await until(() => tree().some((node) => node.pid === pid) && childrenOf(pid).length > 0)
    return pid
  }
  const foot = (...argv: string[]) => open(asUser(['foot', ...argv]))
  /** As whoever runs the test, who may be root: what runs in it belongs to the same user. */
  const ownFoot = (...argv: string[]) => open(['foot', ...argv])
  const focused = () => tree().find((node) => node.focused)?.pid
  /** @returns the con_id of the window that this process owns */
  const windowOf = (pid: number) => tree().find((node) => node.pid === pid)?.id
  return { dir, env, swayEnv, focuser, foot, ownFoot, focused, windowOf }
}
