import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { removeTree } from './remove-tree.ts'

/** A directory of this test's own, removed when it is over. */
export function makeTempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'oam-'))
  onTestFinished(() => removeTree(dir))
  return dir
}
