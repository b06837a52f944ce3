// The end of a named pipe whose directory is closed to us by then.

import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { openNamedPipe } from '../../src/sinks/named-pipe.ts'
import { createTestContext } from './support.ts'

test('a pipe that cannot be looked at any more is left at the end', async () => {
  const context = createTestContext()
  const path = context.paths.pipe
  const sink = await openNamedPipe({}, context)
  const directory = dirname(path)
  renameSync(directory, `${directory}-moved`)
  symlinkSync(directory, directory)
  try {
    await sink[Symbol.asyncDispose]()
  } finally {
    rmSync(directory)
    renameSync(`${directory}-moved`, directory)
  }
  expect(context.logged.join('')).toContain(`cannot remove ${path}: ELOOP`)
})
