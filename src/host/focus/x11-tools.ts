// What X11 tells of windows, by the programs that people have: wmctrl, xdotool, xprop.

import { type ProgramResult, runProgram } from '../program.ts'

/**
 * @returns X11 number and process of each window of the given processes
 * @throws {Error} where neither program is installed
 */
export async function findX11Windows(
  pids: readonly number[],
  env: NodeJS.ProcessEnv,
): Promise<readonly (readonly [x11Id: number, pid: number])[]> {
  const listed = await run(['wmctrl', '-l', '-p'], env)
  if (listed?.exitCode === 0)
    return parseWmctrl(listed.stdout).filter(([, pid]) => pids.includes(pid))
  // It also looks where no window manager keeps a list.
  const found: (readonly [number, number])[] = []
  for (const pid of pids) {
    const ids = await run(['xdotool', 'search', '--onlyvisible', '--pid', String(pid)], env)
    if (ids === undefined && listed === undefined) throw new Error('install wmctrl or xdotool')
    for (const id of (ids?.stdout ?? '').split('\n').filter(Boolean)) found.push([Number(id), pid])
  }
  return found
}

/** @returns null where no window has the focus, or no program can tell */
export async function findActiveX11Window(env: NodeJS.ProcessEnv): Promise<number | null> {
  const answer =
    (await run(['xdotool', 'getactivewindow'], env)) ??
    (await run(['xprop', '-root', '-notype', '_NET_ACTIVE_WINDOW'], env))
  const id = Number(/(?:0x[0-9a-f]+|\d+)\s*$/i.exec(answer?.stdout ?? '')?.[0] ?? Number.NaN)
  return Number.isNaN(id) || id === 0 ? null : id
}

/** @throws {Error} where neither program is installed, or it failed */
export async function activateX11Window(id: number, env: NodeJS.ProcessEnv): Promise<void> {
  const done =
    (await run(['xdotool', 'windowactivate', String(id)], env)) ??
    (await run(['wmctrl', '-i', '-a', `0x${id.toString(16)}`], env))
  if (done === undefined) throw new Error('install xdotool or wmctrl')
  if (done.exitCode !== 0) throw new Error('the window manager does not let windows be activated')
}

/** Lines of `0x00a00003  0 4711   host title`. */
export function parseWmctrl(text: string): readonly (readonly [x11Id: number, pid: number])[] {
  return text.split('\n').flatMap((line) => {
    const [id = '', , pid = ''] = line.split(/\s+/)
    return id.startsWith('0x') && Number(pid) > 0 ? [[Number(id), Number(pid)] as const] : []
  })
}

/** @returns undefined where there is no such program */
async function run(
  argv: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<ProgramResult | undefined> {
  try {
    return await runProgram(argv, env)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
