// However the daemon is started, node gets the same flags; the service and the Nix package are tested with theirs.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeFlags } from '../../src/runtime/node-flags.ts'

const firstLineOf = (file: string) =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n', 1)[0]
const command = `node ${nodeFlags.join(' ')}`

test('as a program of its own', () => {
  expect(firstLineOf('src/main.ts')).toBe(`#!/usr/bin/env -S ${command}`)
})

test('with npm start', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
  expect(manifest.scripts.start).toContain(`${command} dist/main.js`)
})
