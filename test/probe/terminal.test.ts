// Typing and waiting, on real terminals of tmux: programs that block in read(0), and such as poll another descriptor.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import { canReach, missing, type Probe, startProbe, UID } from './support.ts'

/** Enough to be told from a read that is answered at once, also under load. */
const THRESHOLD_MS = 400

const BLOCKS = '#!/bin/bash\nwhile read -r line; do eval "$line"; done\n'
/** As Claude Code does: not descriptor 0, and never blocked in it. */
const POLLS = `#!${process.execPath}
const { openSync } = process.getBuiltinModule('node:fs')
const { ReadStream } = process.getBuiltinModule('node:tty')
const terminal = new ReadStream(openSync('/dev/tty', 'r+'))
terminal.setRawMode(true)
terminal.on('data', (text) => { if (String(text) === 'q') process.exit(0) })
`

const unreachable = missing === '' && !canReach(process.execPath)

describe.skipIf(missing)(`terminals${missing}`, () => {
  let probe: Probe
  let server = ''
  const tmux = (...args: readonly string[]) =>
    spawnSync('tmux', ['-S', server, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    }).stdout.trim()

  beforeAll(async () => {
    probe = await startProbe('--wait-threshold', `${THRESHOLD_MS}`)
    server = join(probe.directory, 'tmux')
    tmux('new-session', '-d', '-s', 'keep', 'sleep 1000')
  }, 60_000)
  afterAll(async () => {
    if (server !== '') tmux('kill-server')
    await probe?.[Symbol.asyncDispose]()
  })

  /** @returns its pane and pid */
  function open(name: string, text: string): readonly [pane: string, pid: number] {
    const path = join(probe.program(name, text), name)
    const command = `exec setpriv --reuid=${UID} --regid=${UID} --clear-groups ${path}`
    const format = '#{pane_id} #{pane_pid}'
    const [pane = '', pid] = tmux('new-window', '-d', '-P', '-F', format, command).split(' ')
    return [pane, Number(pid)]
  }

  test('a program that blocks in read(0): blocked, and unblocked by a line', async () => {
    const { listener } = probe
    const [pane, pid] = open('claude', BLOCKS)
    const { at_us: beganUs } = await listener.next('agent', pid)
    const { at_us: blockedUs, root } = await listener.next('blocked', pid)
    expect(root).toBe(pid)
    expect(blockedUs - beganUs).toBeGreaterThan(THRESHOLD_MS * 1000)
    expect(listener.of('input', pid)).toEqual([])

    tmux('send-keys', '-t', pane, ':', 'Enter')
    await listener.next('unblocked', pid)
    await listener.next('input', pid)
    await until(() => listener.of('blocked', pid).length === 2)
    // What it runs reads the same terminal.
    tmux('send-keys', '-t', pane, 'bash -c "read x; read x"', 'Enter')
    await until(() => listener.of('blocked').some((line) => line.root === pid && line.pid !== pid))
    const child = listener.of('blocked').find((line) => line.root === pid && line.pid !== pid)?.pid
    tmux('send-keys', '-t', pane, 'Enter')
    await listener.next('input', child)
  })

  test.skipIf(unreachable)(
    'a program that polls another descriptor: input, never blocked',
    async () => {
      const { listener } = probe
      const [pane, pid] = open('codex', POLLS)
      await listener.next('agent', pid)
      // One that blocks has been waiting for less long than this one when it is told of.
      const [, other] = open('claude', BLOCKS)
      await listener.next('blocked', other)
      tmux('send-keys', '-t', pane, 'x')
      await listener.next('input', pid)
      tmux('send-keys', '-t', pane, 'q')
      expect(await listener.next('exit', pid)).toMatchObject({ code: 0 })
      expect(listener.of('blocked', pid)).toEqual([])
    },
  )

  test('many keys are one event each quarter of a second, and none is told', async () => {
    const { listener } = probe
    const [pane, pid] = open(
      'claude',
      '#!/bin/bash\nstty raw -echo\nwhile read -r -n1 key; do [ "$key" = q ] && exit; done\n',
    )
    await listener.next('blocked', pid)
    const startedUs = Number(process.hrtime.bigint() / 1000n)
    tmux('send-keys', '-t', pane, '-l', 'thesecretwords'.repeat(20))
    tmux('send-keys', '-t', pane, 'q')
    const { at_us: endedUs } = await listener.next('exit', pid)
    const count = listener.of('input', pid).length
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(1 + (endedUs - startedUs) / 250_000)
    expect(JSON.stringify(listener.lines)).not.toContain('secret')
  })

  test('what an agent writes to a terminal of its own is nobody typing', async () => {
    const { listener } = probe
    const [pane, pid] = open('claude', BLOCKS)
    await listener.next('agent', pid)
    const inner = join(probe.directory, 'inner')
    tmux(
      'send-keys',
      '-t',
      pane,
      `(sleep 0.2; echo; echo) | script -qc "bash -c 'read x; echo \\$?; read x'" ${inner}; (exit 77)`,
      'Enter',
    )
    await until(() => listener.of('exit').some(({ root, code }) => root === pid && code === 77))
    const reads = listener.lines.filter(({ type }) => ['input', 'blocked'].includes(type))
    const members = new Set(
      listener.of('fork').flatMap((line) => (line.root === pid ? [line.pid] : [])),
    )
    expect(reads.filter((line) => 'pid' in line && members.has(line.pid))).toEqual([])
  })

  test('an agent that ran before is found, with what it runs, and heard from then on', async () => {
    const [pane, pid] = open('claude', BLOCKS)
    const { listener: first } = probe
    await first.next('blocked', pid)
    tmux('send-keys', '-t', pane, 'sleep 1000 &', 'Enter')
    await until(() => first.of('exec').some(({ root, name }) => root === pid && name === 'sleep'))
    const child = first.of('exec').find(({ root, name }) => root === pid && name === 'sleep')

    await using late = await startProbe('--wait-threshold', `${THRESHOLD_MS}`)
    const { listener } = late
    expect(await listener.next('agent', pid)).toEqual({
      ...first.of('agent', pid)[0],
      seq: expect.any(Number),
      at_us: expect.any(Number),
    })
    expect(await listener.next('fork', child?.pid)).toMatchObject({ root: pid, parent: pid })
    expect(await listener.next('exec', child?.pid)).toMatchObject({ name: 'sleep' })
    tmux('send-keys', '-t', pane, 'kill $!', 'Enter')
    expect(await listener.next('exit', child?.pid)).toMatchObject({ signal: 15 })
    // That ended a read which began before the probe did; the next one is seen.
    await listener.next('blocked', pid)
    tmux('send-keys', '-t', pane, ':', 'Enter')
    await listener.next('input', pid)
    tmux('kill-pane', '-t', pane)
    await listener.next('exit', pid)
  }, 60_000)
})
