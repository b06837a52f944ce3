// Two that want the same socket at the same moment; the rest is tested with the control socket.

import { once } from 'node:events'
import { mkdtempSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimSocket } from '../../src/runtime/claim-socket.ts'
import { removeTree } from '../remove-tree.ts'

test('who is slower by a moment is told that another is there, and leaves nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'claim-'))
  const path = join(directory, 'control.sock')
  const [slower, faster] = [createServer(), createServer()]
  onTestFinished(() => {
    faster.close()
    return removeTree(directory)
  })
  // By now nobody was found there.
  slower.once('listening', () => faster.listen(path))
  const closed = once(slower, 'close')
  await expect(claimSocket(slower, path)).rejects.toThrow(`running already: it serves ${path}`)
  await closed
  expect(readdirSync(directory)).toEqual(['control.sock'])
})

test('of a directory that is missing is told just that', async () => {
  const path = join(tmpdir(), 'no-such-directory', 'control.sock')
  await expect(claimSocket(createServer(), path)).rejects.toThrow(
    `cannot create a socket in ${join(tmpdir(), 'no-such-directory')}: the directory does not exist`,
  )
})
