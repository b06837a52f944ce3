// What the probe tells, and what becomes of the sessions by it.

import { describe, expect, test } from 'vitest'
import { createWorld } from './world.ts'

const reply = { kind: 'model_call_ended' } as const
const prompt = { kind: 'prompt' } as const

/** Claude Code in process 10, and its session `s` in the middle of a turn. */
function atWork() {
  const world = createWorld()
  world.agent(10)
  world.hear('claude-code', 's', prompt)
  world.link('claude-code', 's', 10)
  world.told()
  return world
}

describe('a session of an agent that the probe follows', () => {
  test('works for as long as a tool of its last reply runs', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'make')
    await world.pass(60)
    world.exit(11)
    await world.pass(4)
    expect(world.told()).toEqual([
      '0 claude-code working reply',
      '0 claude-code working process_running:claude',
      '0 claude-code working process_running:make',
      '60 claude-code working reply',
      '63 claude-code completed quiet_period',
    ])
  })

  test('is not held by what a tool left behind, nor by what another agent runs', async () => {
    const world = atWork()
    world.agent(20, 'codex')
    world.child(11, 10, 'sh')
    world.child(12, 11, 'sleep')
    world.hear('claude-code', 's', reply)
    world.exit(11)
    world.child(21, 20, 'make')
    await world.pass(4)
    expect(world.told().at(-1)).toBe('3 claude-code completed quiet_period')
  })

  test('is not held by another process that got the number of its tool while the probe was away', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'make')
    world.child(12, 10, 'sh')
    world.evidence.setWatching(false)
    world.kill(11)
    world.kill(12)
    world.run(11, {}, -1000)
    await world.pass(8)
    expect(world.told().at(-1)).toMatch(/claude-code completed quiet_period$/)
  })

  test('is held on by the tool that a probe tells of once more', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'sh')
    world.evidence.setWatching(false)
    world.kill(11)
    world.run(11, { parentPid: 10 }, -1000)
    world.say({ type: 'fork', pid: 11, parent: 10, root: 10 })
    world.say({ type: 'exec', pid: 11, root: 10, name: 'make' })
    world.evidence.setWatching(true)
    await world.pass(8)
    expect(world.told().at(-1)).toMatch(/working process_running:make$/)
  })

  test('heard of after its tool began knows of it', async () => {
    const world = createWorld()
    world.agent(10)
    world.child(11, 10, 'make')
    world.hear('claude-code', 's', reply)
    world.link('claude-code', 's', 10)
    await world.pass(10)
    expect(world.told().at(-1)).toBe('0 claude-code working process_running:make')
  })

  test('waits while a tool reads the terminal', () => {
    const world = atWork()
    world.hear('claude-code', 's', { kind: 'tool_started', toolId: 't', tool: 'Bash' })
    world.child(11, 10, 'sudo')
    world.say({ type: 'blocked', pid: 11, root: 10 })
    world.say({ type: 'unblocked', pid: 11, root: 10 })
    world.say({ type: 'blocked', pid: 11, root: 10 })
    world.exit(11)
    expect(world.told()).toEqual([
      '0 claude-code working tool_running:Bash',
      '0 claude-code waiting terminal_input:sudo',
      '0 claude-code working tool_running:Bash',
      '0 claude-code waiting terminal_input:sudo',
      '0 claude-code working tool_running:Bash',
    ])
  })

  test('does not wait for who reads another terminal, nor is anybody at it', () => {
    const world = atWork()
    world.child(11, 10, 'python', { ttyNumber: 99 })
    world.say({ type: 'blocked', pid: 11, root: 10 }, { type: 'input', pid: 11, root: 10 })
    expect(world.told()).toEqual([])
  })

  test('is acknowledged by a key', async () => {
    const world = atWork()
    await world.pass(1)
    world.hear('claude-code', 's', { kind: 'turn_ended', evidence: 'turn_end_span' })
    await world.pass(1)
    world.say({ type: 'input', pid: 10, root: 10 })
    expect(world.told()).toEqual([
      '1 claude-code completed turn_end_span',
      '2 claude-code idle acknowledged',
      '2 claude-code idle seen',
    ])
  })

  test.each([
    ['in good order', { code: 0 }, 'exited'],
    ['with a code', { code: 3 }, 'failed:3'],
    ['by a fault', { signal: 11 }, 'crashed:SIGSEGV'],
    ['by a signal', { signal: 9 }, 'killed:SIGKILL'],
  ])('of a silent agent that ends %s ends with it, and says so', async (_, ending, reason) => {
    const world = createWorld()
    world.agent(10)
    await world.pass(11)
    world.told()
    world.exit(10, ending)
    await world.pass(1)
    expect(world.told()).toEqual([`11 generic expired ${reason}`])
    expect(world.evidence.count()).toBe(0)
  })
})

describe('processes of one agent', () => {
  test('are told apart from its tools: a program that starts itself again is no tool', () => {
    const world = createWorld()
    world.agent(10, 'gemini')
    world.hear('gemini-cli', 's', reply)
    world.link('gemini-cli', 's', 10)
    world.child(11, 10, 'node')
    world.agent(12, 'gemini', { parentPid: 10 })
    world.say({ type: 'agent', pid: 11, root: 11, parent: 10, name: 'gemini' })
    expect(world.told().at(-1)).toBe('0 gemini-cli working reply')
    expect(world.evidence.count()).toBe(1)
  })

  test('a session that comes from a child of the first is the agent’s', async () => {
    const world = createWorld()
    world.agent(10, 'gemini')
    world.run(11, { parentPid: 10 })
    world.hear('gemini-cli', 's', prompt)
    world.link('gemini-cli', 's', 11)
    world.say({ type: 'input', pid: 10, root: 10 })
    expect(world.told().at(-1)).toBe('0 gemini-cli working seen')
  })

  test('an agent that an agent runs is a tool of that one, with tools of its own', async () => {
    const world = createWorld()
    world.agent(10, 'codex')
    world.hear('codex', 'outer', reply)
    world.link('codex', 'outer', 10)
    world.child(11, 10, 'sh')
    world.agent(12, 'claude', { parentPid: 11 })
    world.hear('claude-code', 'inner', reply)
    world.link('claude-code', 'inner', 12)
    world.child(13, 12, 'make')
    await world.pass(10)
    const states = world.views().map(({ id, reason }) => `${id} ${reason}`)
    expect(states).toEqual(['outer process_running:sh', 'inner process_running:make'])
  })

  test('a process with several sessions tells of its tools only while one is left', async () => {
    const world = atWork()
    world.hear('claude-code', 't', prompt)
    world.link('claude-code', 't', 10)
    world.hear('claude-code', 't', reply)
    world.child(11, 10, 'make')
    expect(world.told().at(-1)).toBe('0 claude-code working reply')
    world.hear('claude-code', 's', { kind: 'session_ended', reason: 'superseded' })
    expect(world.told().at(-1)).toBe('0 claude-code working process_running:make')
  })
})

describe('where the probe goes', () => {
  test('what runs is looked at, and who reads a terminal is not known any more', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'sudo')
    world.say({ type: 'blocked', pid: 11, root: 10 })
    world.told()
    world.evidence.setWatching(false)
    expect(world.told()).toEqual(['0 claude-code working process_running:sudo'])
    await world.pass(10)
    world.kill(11)
    await world.pass(6)
    expect(world.told()).toEqual([
      '12 claude-code working reply',
      '15 claude-code completed quiet_period',
    ])
  })

  test('and comes back, what ended meanwhile is known', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'make')
    world.evidence.setWatching(false)
    world.kill(11)
    world.evidence.setWatching(true)
    expect(world.told().at(-1)).toBe('0 claude-code working reply')
    await world.pass(5)
    expect(world.clock.nextTimerAt()).toBeGreaterThanOrEqual(world.clock.now() + 5_000)
  })

  test('what cannot be read just now has not ended', async () => {
    const world = atWork()
    world.hear('claude-code', 's', reply)
    world.child(11, 10, 'make')
    world.hide(11)
    world.told()
    world.evidence.setWatching(false)
    await world.pass(10)
    expect(world.told()).toEqual([])
  })

  test('an agent that is told again is the same, and another of its number is not', async () => {
    const world = createWorld()
    world.agent(10)
    world.say({ type: 'agent', pid: 10, root: 10, parent: 1, name: 'claude' })
    expect(world.evidence.count()).toBe(1)
    await world.pass(11)
    world.kill(10)
    world.agent(10, 'codex')
    expect(world.told()).toEqual(['10 generic idle no_telemetry', '11 generic expired exited'])
    expect(world.evidence.count()).toBe(1)
  })

  test('a line about a process that is gone, or is another’s by now, is nothing', () => {
    const world = createWorld()
    world.run(10)
    const line = { type: 'agent', pid: 10, root: 10, parent: 1, name: 'claude' } as const
    world.say({ ...line, pid: 11 }, { ...line, start_time: 1 })
    world.say({ type: 'exit', pid: 99, root: 99 }, { type: 'unblocked', pid: 99, root: 99 })
    expect(world.evidence.count()).toBe(0)
  })
})
