// Connections, the processes at their other ends, and the sessions that are theirs.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createProc } from '../src/host/proc.ts'
import { openProcessWatch } from '../src/host/process-watch.ts'
import type { AgentEvent } from '../src/domain/event.ts'
import { createTeller } from '../src/identity/teller.ts'
import { createIdentity } from '../src/identity.ts'
import { createVirtualClock } from '../src/runtime/clock.ts'
import { createHistory, working } from './domain/support/changes.ts'
import { writeProc, writeProcess } from './host/fake-proc.ts'

const uid = process.getuid!()

function createWorld() {
  const clock = createVirtualClock(1_700_000_000_000)
  const directory = writeProc({})
  const proc = createProc(directory)
  const watch = openProcessWatch({
    clock,
    proc,
    waiter: { wait: () => undefined },
    ptsDirectory: '/nonexistent',
  })
  onTestFinished(() => watch[Symbol.dispose]())
  const tell = createTeller(clock)
  const told: string[] = []
  const identity = createIdentity({
    clock,
    proc,
    watch,
    findWindow: async () => undefined,
    give(events: readonly AgentEvent[]) {
      for (const { sessionId, happening, found } of events)
        told.push(`${sessionId} ${happening.kind}${found ? ` ${found.pid}` : ''}`)
    },
  })
  const world = {
    identity,
    /** A Claude Code with these sockets. */
    run: (pid: number, ...sockets: number[]) =>
      writeProcess(directory, pid, { arguments: ['/usr/bin/claude'], sockets }),
    kill: (pid: number) => rmSync(join(directory, `${pid}`), { recursive: true }),
    meet: (origin: string, inode: number) => identity.meet(origin, { uid, inode }),
    /** A record of a session, which may be there or not. */
    hear(sessionId: string, origin: string) {
      const name = { agent: 'claude-code', sessionId }
      identity.note([tell(name, { kind: 'activity' }, { origin })])
    },
    /** A record shows the session. */
    open(sessionId: string, origin: string) {
      world.hear(sessionId, origin)
      identity.follow([createHistory({ id: sessionId })(clock.now(), working)])
    },
    /** Lets searches end, and the checks of a second. */
    async settle() {
      for (let turn = 0; turn < 30; turn++) {
        await new Promise((done) => setImmediate(done))
        clock.advanceTo(clock.now() + 50)
      }
    },
    told: () => told.splice(0),
  }
  return world
}

describe('a connection', () => {
  it('brings its sessions their process, also those heard of before it was found', async () => {
    const world = createWorld()
    world.run(50, 7)
    world.meet('a:1', 7)
    world.open('s', 'a:1')
    await world.settle()
    expect(world.told()).toEqual(['s process_found 50'])
    world.open('t', 'a:1')
    await world.settle()
    expect(world.told()).toEqual(['t process_found 50'])
    world.kill(50)
    world.identity.part('a:1')
    await world.settle()
    expect(world.told()).toEqual(['s session_ended', 't session_ended'])
  })

  it('brings a session its process as soon as it is there, however long that was heard of before', async () => {
    const world = createWorld()
    world.run(50, 7)
    world.meet('a:1', 7)
    world.hear('s', 'a:1')
    await world.settle()
    expect(world.told()).toEqual([])
    world.open('s', 'a:1')
    await world.settle()
    expect(world.told()).toEqual(['s process_found 50'])
    world.hear('s', 'a:1')
    await world.settle()
    expect(world.told()).toEqual([])
  })

  it('that closed before its process was found still tells whose session it was', async () => {
    const world = createWorld()
    world.run(50, 7)
    world.meet('a:1', 7)
    world.open('s', 'a:1')
    world.identity.part('a:1')
    await world.settle()
    expect(world.told()).toEqual(['s process_found 50'])
  })

  it('of the same number later is another process’s', async () => {
    const world = createWorld()
    world.run(50, 7)
    world.meet('a:1', 7)
    world.identity.part('a:1')
    await world.settle()
    world.run(60, 8)
    world.meet('a:1', 8)
    world.open('s', 'a:1')
    await world.settle()
    expect(world.told()).toEqual(['s process_found 60'])
  })
})

describe('a session that is heard of after the end of its process', () => {
  it('has ended too', async () => {
    const world = createWorld()
    world.run(50, 7, 8)
    world.meet('a:1', 7)
    world.meet('b:1', 8)
    world.hear('heard', 'a:1')
    await world.settle()
    world.kill(50)
    world.identity.part('b:1')
    await world.settle()
    expect(world.told()).toEqual(['heard session_ended'])
    world.open('s', 'a:1')
    world.open('heard', 'a:1')
    await world.settle()
    expect(world.told()).toEqual(['s session_ended', 'heard session_ended'])
  })
})
