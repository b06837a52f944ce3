// The service under a real systemd: started, killed, woken by its socket, misconfigured, removed.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { programFile } from '../../src/version.ts'
import { lacking } from '../desktop/support.ts'
import { findFreePort } from '../free-port.ts'
import { makeTempDir } from '../temp-dir.ts'

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name)

/** @returns why it cannot run here; '' where it can */
function findObstacle(): string {
  if (process.platform !== 'linux') return ' (skipped: no Linux)'
  if (!existsSync('/lib/systemd/systemd')) return ' (skipped: no systemd)'
  const missing = lacking(['unshare', 'setpriv', 'dbus-daemon', 'systemctl', 'curl'])
  if (missing !== '') return missing
  const probe =
    'mount --make-rprivate / && mount -t tmpfs tmpfs /run && setpriv --reuid=5151 test -r "$0"'
  const { status } = spawnSync('unshare', ['--mount', 'sh', '-c', probe, programFile])
  if (status === 0) return ''
  const reason = ' (skipped: needs root, namespaces, and a checkout that others can read)'
  console.warn(`test/service${reason}`)
  return reason
}

const obstacle = findObstacle()

test.skipIf(obstacle)(
  `a person's service lives as it should${obstacle}`,
  { timeout: 90_000 },
  async () => {
    const directory = makeTempDir()
    chmodSync(directory, 0o755)
    const script = [fixture('user-manager.sh'), directory, fixture('life.sh')]
    const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', ...script], {
      encoding: 'utf8',
      timeout: 80_000,
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        NODE: process.execPath,
        MAIN: programFile,
        PORT: String(await findFreePort()),
      },
    })
    const told = stdout.split('\n').flatMap((line) => (line.includes('=') ? [line.split('=')] : []))
    expect(Object.fromEntries(told), stderr).toEqual({
      absent: '4',
      install: '0',
      state: 'active',
      answers: 'yes',
      status: '0',
      hardened: '1',
      namespace: 'same',
      restarts: '1',
      again: 'yes',
      socket: '0',
      waiting: 'inactive',
      first: 'yes',
      woken: 'active',
      // Not started again and again: the settings are wrong.
      wrong: 'failed/78/0',
      uninstall: '0',
      left: '',
    })
  },
)
