import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { PidWaiter } from '../../src/host/pid-waiter.ts'
import { createProc, type ProcessId } from '../../src/host/proc.ts'
import { openProcessWatch } from '../../src/host/process-watch.ts'
import { createVirtualClock, systemClock } from '../../src/runtime/clock.ts'
import { has, identify, isLinux, nextLine, start, startNode, unless } from './children.ts'
import { writeProc, writeProcess } from './fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const five: ProcessId = { pid: 5, startTime: 1000 }
const noWaiter: PidWaiter = { wait: () => undefined }

describe('a watched process', () => {
  let directory: string
  let checksAtMs: number[]
  let clock: ReturnType<typeof createVirtualClock>
  let watch: ReturnType<typeof openProcessWatch>
  let exits: number

  const settle = () => clock.advanceTo(clock.now() + 10_000)
  const end = (pid: number) => rmSync(join(directory, `${pid}`), { recursive: true })
  const onExit = () => void exits++

  beforeEach(() => {
    directory = writeProc({ 5: {}, 6: {} })
    checksAtMs = []
    exits = 0
    clock = createVirtualClock(0)
    const real = createProc(directory)
    const existence = (process: ProcessId) => (
      checksAtMs.push(clock.now()),
      real.existence(process)
    )
    const ptsDirectory = '/nonexistent'
    watch = openProcessWatch({
      clock,
      proc: { ...real, existence },
      waiter: noWaiter,
      ptsDirectory,
    })
    return () => watch[Symbol.dispose]()
  })

  test('is looked at a few times after each hint, and then no more', () => {
    watch.watchExit(five, onExit)
    settle()
    expect(checksAtMs).toEqual([0, 5, 20, 50, 100, 300, 1000])
    expect(clock.nextTimerAt()).toBeUndefined()
    const at = clock.now()
    watch.poke(five)
    settle()
    expect(checksAtMs.slice(7).map((ms) => ms - at)).toEqual([0, 5, 20, 50, 100, 300, 1000])
    expect(clock.nextTimerAt()).toBeUndefined()
    expect(exits).toBe(0)
  })

  test('that ends between two looks is noticed at the next, once', () => {
    watch.watchExit(five, onExit)
    settle()
    watch.poke(five)
    clock.advanceTo(clock.now() + 60)
    expect(exits).toBe(0)
    end(5)
    clock.advanceTo(clock.now() + 40)
    expect(exits).toBe(1)
    watch.poke(five)
    watch.poke()
    settle()
    expect(exits).toBe(1)
  })

  test('that ended before is told, in a later turn', () => {
    end(5)
    watch.watchExit(five, onExit)
    expect(exits).toBe(0)
    settle()
    expect(exits).toBe(1)
  })

  test('that ended before is told also where another asked while it ran', () => {
    watch.watchExit(five, onExit)
    settle()
    end(5)
    watch.watchExit(five, onExit)
    expect(exits).toBe(0)
    settle()
    expect(exits).toBe(2)
  })

  test('whose number is another’s now has ended', () => {
    watch.watchExit(five, onExit)
    writeFileSync(join(directory, '5/stat'), `5 (new) S${' 9'.repeat(40)}\n`)
    settle()
    expect(exits).toBe(1)
  })

  test('that cannot be read just now has not ended', () => {
    watch.watchExit(five, onExit)
    writeFileSync(join(directory, '5/stat'), '')
    settle()
    expect(exits).toBe(0)
  })

  test('is looked at when something may have happened to any', () => {
    watch.watchExit(five, onExit)
    watch.watchExit({ pid: 6, startTime: 1000 }, onExit)
    settle()
    end(5)
    end(6)
    watch.poke()
    settle()
    expect(exits).toBe(2)
  })

  test('is not looked at for hints that concern another', () => {
    watch.watchExit(five, onExit)
    settle()
    const before = checksAtMs.length
    watch.poke({ pid: 6, startTime: 1000 })
    watch.poke({ pid: 5, startTime: 999 })
    settle()
    expect(checksAtMs.length).toBe(before)
  })

  test('tells all who asked, and looks once for all of them', () => {
    const told: string[] = []
    watch.watchExit(five, () => told.push('a'))
    const gone = watch.watchExit(five, () => told.push('b'))
    watch.watchExit(five, () => {
      told.push('c')
      last[Symbol.dispose]()
    })
    const last = watch.watchExit(five, () => told.push('d'))
    gone[Symbol.dispose]()
    settle()
    expect(checksAtMs).toHaveLength(7)
    end(5)
    watch.poke(five)
    settle()
    expect(told).toEqual(['a', 'c'])
  })

  test('is left alone once nobody asks any more, however often they say so', () => {
    const one = watch.watchExit(five, onExit)
    const two = watch.watchExit(five, onExit)
    one[Symbol.dispose]()
    one[Symbol.dispose]()
    expect(clock.nextTimerAt()).toBeDefined()
    two[Symbol.dispose]()
    expect(clock.nextTimerAt()).toBeUndefined()
    end(5)
    watch.poke()
    settle()
    expect(exits).toBe(0)
  })

  test('can be watched again: a stale end of a watch does not end the new one', () => {
    const stale = watch.watchExit(five, onExit)
    end(5)
    settle()
    writeProcess(directory, 5, {})
    watch.watchExit(five, onExit)
    settle()
    stale[Symbol.dispose]()
    end(5)
    watch.poke(five)
    settle()
    expect(exits).toBe(2)
  })

  test('is nobody’s after the end of it all', () => {
    watch.watchExit(five, onExit)
    watch[Symbol.dispose]()
    watch[Symbol.dispose]()
    watch.watchExit(five, onExit)[Symbol.dispose]()
    end(5)
    watch.poke()
    expect(clock.nextTimerAt()).toBeUndefined()
    expect(exits).toBe(0)
  })
})

describe.skipIf(!isLinux)('for real', () => {
  test('a SIGKILL is noticed from the connection that closes', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const script = `require('node:net').connect(${port}, '127.0.0.1', () => console.log('up'))`
    const accepted = once(server, 'connection')
    const child = startNode(script)
    await nextLine(child)
    const [socket] = (await accepted) as [Socket]
    using watch = openWatch()
    const agent = identify(child.pid)
    const exit = exitOf(watch, agent)
    socket.on('error', () => undefined)
    socket.resume().on('close', () => watch.poke(agent))
    child.kill('SIGKILL')
    await exit
    expect(createProc().existence(agent)).toBe('ended')
  })

  test('a terminal that closes is a hint', async () => {
    const ptsDirectory = makeTempDir()
    const directory = writeProc({ 5: {} })
    const proc = createProc(directory)
    const clock = createVirtualClock(0)
    using watch = openProcessWatch({ clock, proc, waiter: noWaiter, ptsDirectory })
    let exits = 0
    watch.watchExit(five, () => exits++)
    clock.advanceTo(5000)
    rmSync(join(directory, '5'), { recursive: true })
    expect(clock.nextTimerAt()).toBeUndefined()
    mkdirSync(join(ptsDirectory, '7'))
    await until(() => clock.nextTimerAt() !== undefined)
    clock.advanceTo(5001)
    expect(exits).toBe(1)
  })

  const canType = has('script')
  const reason = unless(canType, 'needs script for a terminal')
  test.skipIf(!canType)(`an agent whose terminal is closed${reason}`, async () => {
    const script = 'console.log(`${process.pid}`); setInterval(() => {}, 1e6)'
    const program = `exec '${process.execPath}' -e '${script}'`
    const terminal = start(['script', '-qec', program, '/dev/null'])
    const agent = identify(Number(await nextLine(terminal)))
    using watch = openWatch()
    const exit = exitOf(watch, agent)
    terminal.kill('SIGKILL')
    await exit
    expect(createProc().existence(agent)).toBe('ended')
  })

  const openWatch = () => openProcessWatch({ clock: systemClock, waiter: noWaiter })
})

/** Resolves when it is told. */
function exitOf(watch: ReturnType<typeof openProcessWatch>, process: ProcessId): Promise<void> {
  return new Promise((resolve) => void watch.watchExit(process, () => resolve()))
}
