// `npm start` runs node as the service and the Nix package do, which are tested with their units and derivation.

import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { nodeFlags } from '../../src/runtime/node-flags.ts'

test('npm start gives node the flags', () => {
  expect(manifest.scripts.start).toContain(`node ${nodeFlags.join(' ')} dist/main.js`)
})
