// The objects that consumers read.

import { at, beginMs } from './support/events.ts'
import { scenario } from './support/scenario.ts'
import { describe, expect, it } from 'vitest'
import { toWireSession, toWireUpdate } from '../../src/domain/views/wire.ts'

const about = { cwd: '/home/a/nixos-config/', pid: 42, model: 'opus', host: 'pc' }
const usage = { input: 1500, output: 500, cacheRead: 10, cacheWrite: 5, costUsd: 0.123_456_789 }

describe('a session on the wire', () => {
  it('has the contract’s fields and the project’s own', () => {
    const play = scenario().play(
      at(0, { about, usage, counters: { toolCalls: 1, activeSeconds: 1.23456 } }).prompt(),
    )
    play.play(at(1234.5, { about, usage: { reasoning: 7 } }).asks())
    const tokens = {
      input_tokens: 1500,
      output_tokens: 500,
      cache_tokens: 15,
      cache_read_tokens: 10,
      cache_write_tokens: 5,
      reasoning_tokens: 7,
      cost_usd: 0.123457,
    }
    expect(toWireSession(play.view()!)).toEqual({
      session_id: 's',
      tool: 'claude-code',
      state: 'waiting',
      project: 'nixos-config',
      outcome: null,
      reason: 'permission:Bash',
      confidence: 'exact',
      since: beginMs / 1000 + 1.235,
      started: beginMs / 1000,
      turns: 0,
      model: 'opus',
      cwd: '/home/a/nixos-config/',
      pid: 42,
      host: 'pc',
      terminal: null,
      tmux: null,
      window_id: null,
      metrics: {
        ...tokens,
        tool_calls: 1,
        errors: 0,
        lines_added: 0,
        lines_removed: 0,
        active_seconds: 1.235,
        models: { opus: tokens },
      },
      telemetry: { received: 2, missing: 0 },
    })
  })

  it('has null where nothing is known', () => {
    const session = toWireSession(scenario().play(at(0).prompt()).view()!)
    const { project, outcome, model, cwd, pid, host, metrics } = session
    for (const value of [project, outcome, model, cwd, pid, host, metrics.cost_usd])
      expect(value).toBeNull()
  })

  it.each([
    [{ project: 'named', cwd: '/home/a/b' }, 'named'],
    [{ cwd: '/home/a/b' }, 'b'],
    [{ cwd: '/' }, null],
    [{ cwd: '' }, null],
  ])('takes its project from %j', (told, project) => {
    const play = scenario().play(at(0, { about: told }).prompt())
    expect(toWireSession(play.view()!).project).toBe(project)
  })
})

describe('an update on the wire', () => {
  it('says when, in whole seconds, and what it corrects', () => {
    const play = scenario().play(at(0).prompt(), at(500).reply()).until(4000)
    play.play(at(5999).toolEnds('t1'))
    const update = toWireUpdate(play.changes.at(-1)!)
    expect(update).toMatchObject({
      type: 'session_update',
      session_id: 's',
      state: 'working',
      timestamp: beginMs / 1000 + 5,
      corrects: 'completed',
    })
    expect(toWireUpdate(play.changes[0]!).corrects).toBeNull()
  })

  it('tells times of day where the clock runs on another base', () => {
    const change = scenario().play(at(0).prompt()).changes[0]!
    const { timestamp, since, started } = toWireUpdate(change, 7000)
    expect([timestamp, since, started]).toEqual(Array(3).fill(beginMs / 1000 + 7))
  })
})
