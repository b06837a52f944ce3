import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirs } from '../../src/runtime/make-dirs.ts'
import { makeTempDir } from '../temp-dir.ts'

test('what is missing on the way is made too, all of it for this user alone', async () => {
  const dir = makeTempDir()
  await makeDirs(join(dir, 'a/b/c'))
  await makeDirs(join(dir, 'a/b/c'))
  for (const name of ['a', 'a/b', 'a/b/c']) {
    expect(statSync(join(dir, name)).mode & 0o777).toBe(0o700)
  }
})

test('a file on the way is an error', async () => {
  const file = join(makeTempDir(), 'file')
  writeFileSync(file, '')
  await expect(makeDirs(join(file, 'a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.skipIf(!existsSync('/proc/self'))('a directory that takes no other is an error', async () => {
  await expect(makeDirs('/proc/a/b/c')).rejects.toMatchObject({ code: 'ENOENT' })
})
