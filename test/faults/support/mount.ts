// File systems of a test's own, where it may mount them: root's right, which a container may lack.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const canMount = (() => {
  const directory = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-mount-'))
  const isMounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]).status === 0
  if (isMounted) execFileSync('umount', [directory])
  rmSync(directory, { recursive: true })
  return isMounted
})()

/** An empty disk of 64 KiB, until the test is over. */
export function smallDisk(): string {
  const directory = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory])
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  })
  return directory
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** In front of a command: gives it an empty /tmp, in which only this checkout is seen where it is in there. */
export const withOwnTmp = [
  'unshare',
  '--mount',
  'sh',
  '-ec',
  `aside=$(mktemp -d /var/tmp/otel-ai-monitor-XXXXXX)
  mount --bind "$0" "$aside"
  mount -t tmpfs tmpfs /tmp
  mkdir -p "$0"
  mount --move "$aside" "$0"
  rmdir "$aside"
  exec "$@"`,
  root,
] as const
