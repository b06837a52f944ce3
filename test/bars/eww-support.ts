// The bar in a real eww, on a given display, and what can be seen and done there.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output, start } from '../desktop/support.ts'
import { until } from '../until.ts'
import { countPixels, ewwDir, outputBytes } from './support.ts'

/** What the styles are set to here: colours that nothing else has. */
export const COLORS = {
  working: [1, 2, 254],
  completed: [3, 254, 4],
  failed: [254, 5, 6],
  off: [7, 8, 9],
  on: [9, 8, 7],
}

/**
 * @param dir the configuration goes there
 * @param script what `otel-ai-monitor` is for the clicks
 */
export async function startBar(
  dir: string,
  given: Readonly<Record<'DISPLAY' | 'HOME' | 'XDG_RUNTIME_DIR', string>>,
  script: string,
) {
  chmodSync(dir, 0o700)
  const config = join(dir, 'eww')
  const bin = join(dir, 'bin')
  mkdirSync(config)
  mkdirSync(bin)
  // Included from elsewhere, as a person would.
  execFileSync('ln', ['-s', ewwDir, join(config, 'otel-ai-monitor')])
  writeFileSync(join(config, 'eww.yuck'), '(include "./otel-ai-monitor/eww.yuck")\n')
  writeFileSync(
    join(config, 'eww.scss'),
    `@import "otel-ai-monitor/eww";
     .agents-bar .agents-indicator { border: none; }
     .agents-is-working { background: rgb(1, 2, 254); }
     .agents-is-completed { background: rgb(3, 254, 4); }
     .agents-bar .agents-is-failed { background: rgb(254, 5, 6); }
     .agents-summary { background: rgb(9, 8, 7); }
     .agents-off { opacity: 1; background: rgb(7, 8, 9); }`,
  )
  writeFileSync(join(bin, 'otel-ai-monitor'), script)
  chmodSync(join(bin, 'otel-ai-monitor'), 0o755)
  const PATH = `${bin}:${process.env.PATH}`
  const env = { PATH, LANG: 'C.UTF-8', NO_AT_BRIDGE: '1', ...given }
  const log = join(dir, 'log')
  const daemon = ['eww', '-c', config, '--no-daemonize', 'daemon']
  start(['sh', '-c', `exec "$@" > ${log} 2>&1`, 'sh', ...daemon], env)
  // Where the daemon is too busy to answer, a client without the flag starts a second one.
  const call = (...args: string[]) =>
    spawnSync('eww', ['-c', config, '--no-daemonize', ...args], { env, encoding: 'utf8' }).stdout
  await until(() => {
    call('open', 'agents-bar')
    return call('active-windows').includes('agents-bar')
  })
  return {
    dir,
    pixels: (color: readonly number[]) =>
      countPixels(outputBytes(['import', '-depth', '8', '-window', 'root', 'ppm:-'], env), color),
    click: (x: number, button = '1') =>
      output(['xdotool', 'mousemove', `${x}`, '15', 'click', button], env),
    // eww at times misses the end of a command, and then says that it timed out.
    complaints: () =>
      readFileSync(log, 'utf8').match(/.*(?:\.yuck:\d|SCSS|WARN(?!.* timed out)).*/g) ?? [],
  }
}
