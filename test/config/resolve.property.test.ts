// Whatever is given, the settings are resolved or refused with a name.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { setAt, type Tree } from '../../src/config/layer.ts'
import { resolveSettings } from '../../src/config/resolve.ts'
import { settingFields } from '../../src/config/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'config.json')

function resolve(content: unknown, env: Readonly<Record<string, string>> = {}) {
  writeFileSync(file, JSON.stringify(content))
  return resolveSettings({ file, isFileChosen: true, env, flags: [] })
}

describe('any settings', () => {
  const jsonValue = fc.jsonValue({ maxDepth: 2 })
  const keys = settingFields.map(({ path }) => path)

  test('resolve or are refused with a name, whatever the file holds', () => {
    const anyTree = fc
      .array(fc.tuple(fc.constantFrom(...keys), jsonValue), { maxLength: 6 })
      .map((entries) => {
        const tree: Tree = {}
        for (const [path, value] of entries) setAt(tree, path, value)
        return tree
      })
    fc.assert(
      fc.property(anyTree, (content) => {
        const { settings, problems } = resolve(content)
        expect(settings === undefined).toBe(problems.length > 0)
        for (const { where } of problems) expect(where).toContain(file)
      }),
      { numRuns: 300 },
    )
  })

  test('in seconds mean the same in the file in milliseconds', () => {
    const durations = settingFields.filter(({ inSeconds }) => inSeconds)
    fc.assert(
      fc.property(
        fc.constantFrom(...durations),
        fc.integer({ min: 1, max: 2_147_483_647 }),
        (field, ms) => {
          const fromEnv = resolve({}, { [field.env]: String(ms / 1000) }).settings
          const tree: Tree = {}
          setAt(tree, field.path, ms)
          const fromFile = resolve(tree).settings
          expect(fromEnv).toEqual(fromFile)
        },
      ),
      { numRuns: 300 },
    )
  })
})
