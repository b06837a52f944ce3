// Text for whoever reads a descriptor slowly.

import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTextWriter } from '../../src/runtime/non-blocking-fd.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

/** A named pipe and what is in it by now. */
function openPipe() {
  const path = join(makeTempDir(), 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(fd))
  const buffer = Buffer.alloc(1024 * 1024)
  let size = 0
  return {
    fd,
    read: (): Buffer => {
      try {
        size += readSync(fd, buffer, size, buffer.length - size, null)
      } catch {
        // There is nothing just now.
      }
      return buffer.subarray(0, size)
    },
  }
}

test('a character of which only a part had room arrives whole', async () => {
  const { fd, read } = openPipe()
  const write = createTextWriter(fd)
  // Three bytes each, and a pipe has room for some 64 KiB.
  const text = '€'.repeat(10_000)
  for (let times = 0; times < 3; times++) write(text)
  const expected = Buffer.from(text.repeat(3))
  await until(() => read().length >= expected.length)
  expect(read().equals(expected)).toBe(true)
})
