// `watch --format waybar` in a real waybar, in a headless sway, seen on a screenshot.

import { spawn } from 'node:child_process'
import { chmodSync, chownSync, closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lacking, start } from '../desktop/support.ts'
import { asUser } from '../desktop/sway-support.ts'
import { isRoot, NOBODY } from '../host/children.ts'
import { countPixels, outputBytes, postPrompt, startDaemon } from './support.ts'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const WORKING = [0x01, 0xfe, 0x02]
const DISCONNECTED = [0xfe, 0x01, 0x02]

/** @param feed the file whose lines waybar shows */
function writeConfig(dir: string, feed: string): void {
  const module = { exec: `tail -n +1 -F ${feed}`, 'return-type': 'json', format: '{}' }
  const config = { 'modules-center': ['custom/agents'], 'custom/agents': module }
  writeFileSync(join(dir, 'waybar.json'), JSON.stringify(config))
  writeFileSync(
    join(dir, 'waybar.css'),
    `* { font: 16px monospace; }
     #custom-agents { padding: 0 40px; }
     #custom-agents.working { background: #01fe02; }
     #custom-agents.disconnected { background: #fe0102; }`,
  )
  writeFileSync(join(dir, 'sway'), 'output * bg #000000 solid_color\n')
}

const skipped = lacking(['sway', 'waybar', 'grim', 'setpriv', 'tail'])

describe.skipIf(skipped !== '')(`waybar${skipped}`, () => {
  test('shows a session whose name is markup, and that the daemon is gone', async () => {
    const daemonDir = makeTempDir()
    const daemonEnv = { ...process.env, XDG_RUNTIME_DIR: daemonDir, XDG_CONFIG_HOME: daemonDir }
    const daemon = await startDaemon(daemonEnv)
    await postPrompt(daemon.port, 'abc', '<b>a & b</i> "quoted"')

    const dir = makeTempDir()
    chmodSync(dir, 0o700)
    const feed = join(dir, 'feed')
    writeConfig(dir, feed)
    const fd = openSync(feed, 'w', 0o644)
    const watch = spawn(process.execPath, [mainSource, 'watch', '--format', 'waybar'], {
      env: daemonEnv,
      stdio: ['ignore', fd, 'ignore'],
    })
    closeSync(fd)
    onTestFinished(() => void watch.kill('SIGKILL'))
    const files = [
      dir,
      ...['feed', 'waybar.json', 'waybar.css', 'sway'].map((name) => join(dir, name)),
    ]
    if (isRoot) for (const path of files) chownSync(path, NOBODY, NOBODY)

    const bare: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      HOME: dir,
      LANG: 'C.UTF-8',
      XDG_RUNTIME_DIR: dir,
      WLR_BACKENDS: 'headless',
      WLR_LIBINPUT_NO_DEVICES: '1',
      WLR_RENDERER: 'pixman',
      GSETTINGS_BACKEND: 'memory',
    }
    const env = { ...bare, WAYLAND_DISPLAY: 'wayland-1' }
    const shows = (color: readonly number[]) => {
      try {
        return countPixels(outputBytes(asUser(['grim', '-t', 'ppm', '-']), env), color)
      } catch {
        return 0
      }
    }
    start(asUser(['sway', '-c', join(dir, 'sway')]), bare)
    const empty = () => shows([0, 0, 0])
    await until(() => empty() > 0)
    start(asUser(['waybar', '-c', join(dir, 'waybar.json'), '-s', join(dir, 'waybar.css')]), env)

    // More than the padding alone, as where waybar cannot read the markup.
    await until(() => shows(WORKING) > 150 * 16)
    expect(shows(DISCONNECTED)).toBe(0)
    await daemon.stop()
    await until(() => shows(DISCONNECTED) > 100 * 16)
    expect(shows(WORKING)).toBe(0)
  }, 60_000)
})
