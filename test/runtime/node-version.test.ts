import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { nodeProblem } from '../../src/runtime/node-version.ts'

test.each(['20.20.2', '22.11.0', '24.15.9'])('Node %s is told to be too old', (version) => {
  const least = manifest.engines.node.replace('>=', '')
  expect(nodeProblem(version)).toBe(`needs Node ${least} or later, and this is ${version}`)
})

test.each(['24.16.0', '25.0.0', process.versions.node])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeUndefined()
})
