// Whatever a relay tells, in any order and however untrue: nothing breaks, and no agent is shown twice.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProbeLine } from '../../src/probe/line.ts'
import { createWorld } from './world.ts'

const seed = Number(process.env.FC_SEED ?? 20_261_126)

type Bare<Line> = Line extends unknown ? Omit<Line, 'seq' | 'at_us'> : never
type Step =
  | { readonly line: Bare<ProbeLine> }
  | { readonly watching: boolean }
  | { readonly seconds: number }
  | { readonly dies: number }
  | { readonly telemetry: number }

const pid = fc.integer({ min: 10, max: 14 })
const any = fc.integer({ min: 9, max: 16 })
const name = fc.constantFrom('claude', 'bot', '', '"\u001b[31m\ud800')
const member = { pid: any, root: any }

const line: fc.Arbitrary<Bare<ProbeLine>> = fc.oneof(
  fc.record({ type: fc.constant('agent' as const), pid, root: pid, parent: any, name }),
  fc.record({ type: fc.constant('fork' as const), ...member, parent: any }),
  fc.record({ type: fc.constant('exec' as const), ...member, name }),
  fc.record({ type: fc.constant('exit' as const), ...member, signal: fc.constantFrom(9, 11) }),
  fc.record({ type: fc.constantFrom('input' as const, 'blocked' as const), ...member }),
  fc.record({ type: fc.constantFrom('unblocked' as const), ...member }),
)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: line.map((told) => ({ line: told })) },
  { weight: 1, arbitrary: fc.boolean().map((watching) => ({ watching })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 15 }).map((seconds) => ({ seconds })) },
  { weight: 1, arbitrary: pid.map((dies) => ({ dies })) },
  { weight: 1, arbitrary: pid.map((telemetry) => ({ telemetry })) },
)

test('whatever comes', async () => {
  console.log(`fast-check seed ${seed}`)
  const steps = fc.array(step, { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const world = createWorld()
      const alive = new Set([10, 11, 12, 13, 14])
      for (const one of alive) world.run(one, { arguments: ['/usr/bin/claude'] })
      for (const one of given) {
        if ('line' in one) world.say(one.line)
        else if ('watching' in one) world.evidence.setWatching(one.watching)
        else if ('seconds' in one) await world.pass(one.seconds)
        else if ('dies' in one && alive.delete(one.dies)) world.kill(one.dies)
        else if ('telemetry' in one && alive.has(one.telemetry)) {
          world.hear('claude-code', `s${one.telemetry}`, { kind: 'prompt' })
          world.link('claude-code', `s${one.telemetry}`, one.telemetry)
        }
        const ids = world.views().map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }
      for (const one of alive) world.exit(one)
      await world.pass(40)
      // Telemetry's own sessions end with the processes that the identity watches.
      expect(world.views().filter(({ agent }) => agent === 'generic')).toEqual([])
      expect(world.evidence.count()).toBe(0)
    }),
    { seed, numRuns: Number(process.env.FC_RUNS ?? 25) },
  )
})
