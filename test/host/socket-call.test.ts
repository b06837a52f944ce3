// Which of a compositor's sockets are asked first; the asking itself is tested with the compositors.

import { symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listNewest } from '../../src/host/focus/socket-call.ts'
import { makeTempDir } from '../temp-dir.ts'

test('the newest come first, and a link to nothing hides none of them', () => {
  const directory = makeTempDir()
  for (const [seconds, name] of ['old.sock', 'new.sock'].entries()) {
    writeFileSync(join(directory, name), '')
    utimesSync(join(directory, name), seconds + 1, seconds + 1)
  }
  symlinkSync(join(directory, 'nothing'), join(directory, 'dead.sock'))
  const found = ['new.sock', 'old.sock', 'dead.sock'].map((name) => join(directory, name))
  expect(listNewest(directory, /\.sock$/)).toEqual(found)
})
