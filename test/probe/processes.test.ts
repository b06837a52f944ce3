// What the real kernel tells of agents' processes: whose, which, how they end, and nothing that could be a secret.

import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProcessView } from '../../src/probe/process-view.ts'
import { until } from '../until.ts'
import { missing, type Probe, startProbe } from './support.ts'

/** Says what it is told to, as an agent's tools would. */
const AGENT = '#!/bin/bash\nwhile read -r line; do eval "$line"; done\n'

describe.skipIf(missing)(`processes${missing}`, () => {
  let probe: Probe
  beforeAll(async () => {
    probe = await startProbe('--processes', 'claude,codex,a-name-beyond-what-the-kernel-keeps')
  }, 60_000)
  afterAll(() => probe?.[Symbol.asyncDispose]())

  async function startAgent(name = 'claude', uid?: number) {
    const child = probe.run(join(probe.program(name, AGENT), name), [], uid)
    const pid = child.pid ?? 0
    const say = (line: string) => child.stdin?.write(`${line}\n`)
    return { child, pid, say }
  }
  /** As one who was told all lines sees it. */
  function seen(): ProcessView {
    const view = new ProcessView()
    for (const line of probe.listener.lines) view.apply(line)
    return view
  }

  test('an agent, the programs it runs, and how they end', async () => {
    const { listener } = probe
    const { child, pid, say } = await startAgent()
    const agent = await listener.next('agent', pid)
    expect(agent).toMatchObject({ root: pid, parent: process.pid, name: 'claude' })
    expect(await listener.next('exec', pid)).toMatchObject({ name: 'claude', root: pid })

    say('sleep 0.01; (exit 3); (kill -TERM $BASHPID); exit 5')
    expect(await listener.next('exit', pid)).toMatchObject({ code: 5, root: pid })
    const children = listener.of('fork').filter(({ root }) => root === pid)
    expect(children.map(({ parent }) => parent)).toEqual([pid, pid, pid])
    const ends = children.map((line) => listener.of('exit', line.pid)[0])
    expect(ends).toMatchObject([{ code: 0 }, { code: 3 }, { signal: 15 }])
    expect(listener.of('exec', children[0]?.pid)).toMatchObject([{ name: 'sleep' }])
    expect(child.exitCode ?? 5).toBe(5)
  })

  test('a program is an agent by the name that it was started by, cut as in the kernel', async () => {
    const { pid } = await startAgent('a-name-beyond-what-the-kernel-keeps')
    expect(await probe.listener.next('agent', pid)).toMatchObject({
      name: 'a-name-beyond-what-the-kernel-keeps',
    })
  })

  test('an agent started by another has a tree of its own, one that starts itself has not', async () => {
    const { listener } = probe
    const outer = await startAgent()
    const [codex, claude] = ['codex', 'claude'].map((name) =>
      join(probe.program(name, AGENT), name),
    )
    outer.say(`${codex} <<<'(exit 9); :'; ${claude} <<<'(exit 8); :'; exit`)
    await listener.next('exit', outer.pid)
    const inner = listener.of('agent').find(({ parent }) => parent === outer.pid)
    expect(inner?.name).toBe('codex')
    const roots = listener.of('exit').flatMap(({ code, root }) => (code === 9 ? [root] : []))
    expect(roots).toEqual([inner?.pid])
    expect(listener.of('exit').find(({ code }) => code === 8)?.root).toBe(outer.pid)
  })

  test("another user's agents are none", async () => {
    const { listener } = probe
    const theirs = await startAgent('claude', 0)
    theirs.child.stdin?.end()
    await once(theirs.child, 'exit')
    const own = await startAgent()
    await listener.next('agent', own.pid)
    expect(listener.lines.filter((line) => 'pid' in line && line.pid === theirs.pid)).toEqual([])
  })

  test('names may hold anything', async () => {
    const { listener } = probe
    const names = [`it's "so"`, 'two\nlines', 'back\\slash \\uffffffc3', 'caf\u00e9', '{"a":1}']
    const bytes = [...names.map((name) => Buffer.from(name)), Buffer.from([0x61, 0xff, 0x62])]
    const { pid, say } = await startAgent()
    for (const name of bytes) {
      const place = probe.program(name, '#!/bin/sh\n')
      const escaped = [...name].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
      say(`${place}/$'${escaped}'`)
    }
    say('exit')
    await listener.next('exit', pid)
    const told = listener.of('exec').filter((line) => line.root === pid && line.pid !== pid)
    expect(told.map(({ name }) => name)).toEqual([...names, 'a\ufffdb'])
  })

  test('of command lines only the name is told', async () => {
    const { listener } = probe
    const { pid, say } = await startAgent()
    const place = probe.program('tool', '#!/bin/bash\nsleep 1000\n')
    say(`${place}/tool login --token=sk-secret-1 sk-secret-2 -p hunter`)
    await until(() => listener.of('exec').some(({ root, name }) => root === pid && name === 'tool'))
    expect(JSON.stringify(listener.lines)).not.toMatch(/login|secret|hunter/)
  })

  test('bpftrace is started again when it is killed, and follows whom it followed', async () => {
    const { listener } = probe
    const { pid, say } = await startAgent()
    say('sleep 1000 & echo')
    await until(() =>
      listener.of('exec').some(({ root, name }) => root === pid && name === 'sleep'),
    )
    const before = listener.lines.length
    process.kill(probe.tracer(), 'SIGKILL')
    const later = () => listener.lines.slice(before)
    await until(() => later().some((line) => line.type === 'status' && line.state === 'running'))
    const restarting = later().find((line) => line.type === 'status')
    expect(restarting).toMatchObject({
      state: 'restarting',
      message: expect.stringContaining('SIGKILL'),
    })
    say('kill $!; wait $!; (exit 7); exit')
    await listener.next('exit', pid)
    const ends = later().filter((line) => line.type === 'exit' && line.root === pid)
    expect(ends).toMatchObject([{ signal: 15 }, { code: 7 }, { pid }])
  }, 60_000)

  test('a daemon that comes back is told of what runs, and of nothing else', async () => {
    const { listener } = probe
    const [gone, stays] = [await startAgent(), await startAgent()]
    await listener.next('agent', stays.pid)
    await listener.next('agent', gone.pid)
    stays.say('sleep 1000 & echo')
    await until(() =>
      listener.of('exec').some(({ root, name }) => root === stays.pid && name === 'sleep'),
    )
    await listener.stop()
    gone.child.stdin?.end()
    await once(gone.child, 'exit')
    const late = await startAgent('codex')
    listener.lines.length = 0
    await listener.listen()
    await listener.next('agent', late.pid)
    await listener.next('agent', stays.pid)
    await until(() => !seen().has(gone.pid))
    expect(listener.lines[0]).toMatchObject({ type: 'hello', protocol: 1 })
    expect(listener.lines[1]).toMatchObject({ type: 'status', state: 'running' })
    expect(
      listener.of('exec').some(({ root, name }) => root === stays.pid && name === 'sleep'),
    ).toBe(true)
    expect(seen().isAgent(stays.pid) && seen().isAgent(late.pid)).toBe(true)
  }, 60_000)

  test('ten thousand children and a daemon that does not read: losses are counted, the end is right', async () => {
    const { listener } = probe
    const { child, pid, say } = await startAgent()
    await listener.next('agent', pid)
    const start = listener.lines.at(-1)?.seq ?? 0
    listener.pause()
    say('sleep 1000 & for ((n = 0; n < 10000; n++)); do (:); done; echo done')
    await once(child.stdout!, 'data')
    listener.resume()
    const alive = () => seen().pids.filter((one) => one !== pid && seen().rootOf(one) === pid)
    await until(() => listener.of('lost').length > 0)
    say('exit 6')
    expect(await listener.next('exit', pid)).toMatchObject({ code: 6 })
    expect(alive()).toEqual([])
    // Every number is either a line's or lost.
    const later = listener.lines.filter(({ seq }) => seq > start)
    const missed = (later.at(-1)?.seq ?? 0) - start - later.length
    expect(missed).toBeGreaterThan(0)
    const lost = listener.of('lost').reduce((sum, { events }) => sum + events, 0)
    expect(lost).toBeGreaterThanOrEqual(missed)
  }, 120_000)
})
