// Agents of which nothing but their processes is known: shown, and never beside a session that tells of them.

import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import { createWorld } from './world.ts'

const prompt = { kind: 'prompt' } as const

describe('an agent that sends no telemetry', () => {
  test('is shown after a while, with its directory', async () => {
    const world = createWorld()
    world.agent(10, 'codex', { cwd: '/tmp' })
    await world.pass(9.8)
    expect(world.told()).toEqual([])
    await world.pass(0.4)
    // A real directory is looked at.
    await until(() => world.views().length > 0)
    expect(world.told()[0]).toContain('generic idle no_telemetry')
    expect(world.views()[0]).toMatchObject({
      id: 'codex-10',
      confidence: 'inferred',
      about: { pid: 10, cwd: '/tmp', project: 'tmp' },
    })
  })

  test('that is no known one is shown at once', async () => {
    const world = createWorld()
    world.agent(10, 'bot')
    await world.pass(0.1)
    expect(world.told()).toEqual(['0 generic idle no_telemetry'])
  })

  test('works while it runs tools, but not while what it started first serves it', async () => {
    const world = createWorld()
    world.agent(10, 'bot')
    world.child(11, 10, 'mcp-server')
    await world.pass(20)
    world.child(12, 10, 'make')
    await world.pass(10)
    world.exit(12)
    expect(world.told()).toEqual([
      '0 generic idle no_telemetry',
      '21 generic working process_running:make',
      '30 generic idle no_telemetry',
    ])
  })

  test('is shown as it is, also where that began before', async () => {
    const world = createWorld()
    world.agent(10, 'claude', {}, 60_000)
    world.child(11, 10, 'make')
    world.say({ type: 'blocked', pid: 10, root: 10 })
    await world.pass(11)
    expect(world.told().at(-1)).toBe('10 generic waiting terminal_input:claude')
    world.say({ type: 'unblocked', pid: 10, root: 10 })
    expect(world.told().at(-1)).toBe('11 generic working input')
  })

  test('is not shown where that is not wanted', async () => {
    const world = createWorld({ standsIn: false })
    world.agent(10, 'bot')
    await world.pass(20)
    expect(world.told()).toEqual([])
  })

  test('is not shown any more once the probe has gone for good', async () => {
    const world = createWorld()
    world.agent(10, 'bot')
    await world.pass(1)
    world.evidence.setWatching(false)
    await world.pass(20)
    world.evidence.setWatching(true)
    await world.pass(20)
    world.evidence.setWatching(false)
    await world.pass(40)
    expect(world.told()).toEqual(['0 generic idle no_telemetry', '71 generic expired probe_lost'])
    world.evidence.setWatching(true)
    await world.pass(1)
    expect(world.told()).toEqual(['81 generic idle no_telemetry'])
  })
})

describe('as soon as telemetry is heard', () => {
  test('of its process, nothing stands in for it', async () => {
    const world = createWorld()
    world.agent(10)
    await world.pass(20)
    world.hear('claude-code', 's', prompt)
    world.link('claude-code', 's', 10)
    expect(world.told()).toEqual([
      '10 generic idle no_telemetry',
      '20 claude-code working prompt',
      '20 generic expired superseded',
    ])
    await world.pass(20)
    expect(world.told()).toEqual([])
  })

  test('before its time, nothing ever does', async () => {
    const world = createWorld()
    world.hear('claude-code', 's', prompt)
    world.run(10, { arguments: ['claude'] })
    world.link('claude-code', 's', 10)
    world.agent(11)
    world.say({ type: 'agent', pid: 10, root: 10, parent: 1, name: 'claude' })
    await world.pass(20)
    expect(world.views().map(({ id }) => id)).toEqual(['s', 'claude-11'])
  })

  test('and its session is over while it lives, it is shown again after a while', async () => {
    const world = createWorld()
    world.agent(10)
    world.hear('claude-code', 's', prompt)
    world.link('claude-code', 's', 10)
    await world.pass(20)
    world.hear('claude-code', 's', { kind: 'session_ended', reason: 'exited' })
    world.told()
    await world.pass(9)
    expect(world.told()).toEqual([])
    await world.pass(2)
    expect(world.told()).toEqual(['30 generic idle no_telemetry'])
  })

  test('of one whose process is not known, it may be that one’s', async () => {
    const world = createWorld()
    world.agent(10, 'codex', { cwd: '/tmp' })
    world.agent(11, 'codex', { cwd: '/usr' })
    world.agent(12, 'claude')
    await world.pass(10.2)
    // Real directories are looked at; each that is shown has the others looked through soon after.
    await until(() => world.views().length === 3)
    await world.pass(9.8)
    world.told()
    world.hear('codex', 's', prompt, { cwd: '/tmp' })
    world.hear('codex', 'far', prompt, { cwd: '/usr', host: 'elsewhere' })
    await world.pass(3)
    expect(world.told()).toEqual([
      '20 codex working prompt',
      '20 codex working prompt',
      '22 generic expired superseded',
    ])
    const ids = world.views().map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set(['codex-11', 'claude-12', 's', 'far']))
    world.hear('codex', 's', { kind: 'session_ended', reason: 'exited' })
    await world.pass(12)
    await until(() => world.views().some(({ id }) => id === 'codex-10'))
  })

  test('of an unknown agent, from its own process', async () => {
    const world = createWorld()
    world.agent(10, 'bot')
    await world.pass(1)
    world.hear('my-bot', 's', prompt)
    world.link('my-bot', 's', 10)
    expect(world.views().map(({ id }) => id)).toEqual(['s'])
  })

  test('of another agent in its tree that is not followed, it is none of its own', async () => {
    const world = createWorld()
    world.agent(10, 'codex')
    world.run(11, { parentPid: 10 })
    world.hear('qwen-code', 's', prompt)
    world.link('qwen-code', 's', 11)
    await world.pass(11)
    expect(world.views().map(({ id }) => id)).toEqual(['s', 'codex-10'])
  })
})

describe('a process that serves several terminals', () => {
  const server = ['/usr/bin/codex', 'app-server']

  function share() {
    const world = createWorld()
    world.agent(10, 'codex', { arguments: server, cwd: '/' })
    world.agent(11, 'codex', { cwd: '/tmp' })
    world.agent(12, 'codex', { cwd: '/usr' })
    for (const [id, cwd] of [
      ['a', '/tmp'],
      ['b', '/usr'],
    ] as const) {
      world.hear('codex', id, prompt, { cwd })
      world.link('codex', id, 10)
    }
    world.told()
    return world
  }

  test('is never shown, nor are the terminals whose sessions it tells of', async () => {
    const world = share()
    await world.pass(30)
    expect(world.views().map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('has sessions that are known to be in one terminal: its keys are theirs', async () => {
    const world = share()
    world.link('codex', 'a', 11)
    world.say({ type: 'input', pid: 11, root: 11 })
    expect(world.told()).toEqual(['0 codex working seen'])
    world.agent(13, 'codex', { cwd: '/tmp' })
    await world.pass(30)
    await until(() => world.views().length === 3)
    expect(world.views().map(({ id }) => id)).toEqual(['a', 'b', 'codex-13'])
  })
})
