import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { watchCommand } from '../../../src/commands/watch.ts'
import { createTestContext } from '../../sinks/support.ts'
import { createTestIo, serveControlSocket, toUpdateLine } from '../support.ts'
import { until } from '../../until.ts'
import { toSession } from '../../wire-session.ts'

const ended = (text: string | undefined) =>
  text !== undefined && JSON.parse(text).connected === false

const toLine = (n: number) =>
  toUpdateLine([toSession({ session_id: `s${n}`, pad: 'x'.repeat(500) })])

test('ndjson passes the lines on as they are', async () => {
  await using daemon = await serveControlSocket()
  const io = createTestIo(daemon.context.dir)
  const running = watchCommand.run({ format: 'ndjson' }, io)
  await until(() => io.lines().length === 1)
  const line = toUpdateLine([toSession({ project: 'a\u2028b' })]).replace('}', ', "unknown": 1}')
  daemon.sink.write([line, '{"type":"something_new"}\n'])
  await until(() => io.lines().length === 2)
  expect(io.text()).toBe(`${JSON.stringify(daemon.context.snapshot)}\n${line}`)
  io.stop()
  expect(await running).toBe(0)
})

test('starts before the daemon, and follows it through a restart', async () => {
  const context = createTestContext()
  const io = createTestIo(context.dir)
  const running = watchCommand.run({ format: 'ndjson' }, io)
  await until(() => ended(io.lines()[0]))
  expect(JSON.parse(io.lines()[0] ?? '')).toMatchObject({ type: 'session_list', sessions: [] })
  for (const project of ['first', 'second']) {
    const daemon = await serveControlSocket([toSession({ project })], context)
    await until(() => (io.lines().at(-1) ?? '').includes(project))
    await daemon[Symbol.asyncDispose]()
    await until(() => ended(io.lines().at(-1)))
  }
  io.stop()
  expect(await running).toBe(0)
})

test('a bar says so when the daemon is gone, once', async () => {
  const daemon = await serveControlSocket([toSession()])
  const io = createTestIo(daemon.context.dir)
  const running = watchCommand.run({ format: 'waybar' }, io)
  await until(() => io.lines().length === 1)
  await daemon[Symbol.asyncDispose]()
  await until(() => io.lines().length === 2)
  await using again = await serveControlSocket([toSession()], daemon.context)
  await until(() => io.lines().length === 3)
  expect(again.sink.stats().readers).toBe(1)
  const classes = io.lines().map((line) => JSON.parse(line).class)
  expect(classes).toEqual(['working', 'disconnected', 'working'])
  io.stop()
  await running
})

test('ends quietly when nobody reads its output', async () => {
  await using daemon = await serveControlSocket()
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  })
  const io = createTestIo(daemon.context.dir, { stdout })
  expect(await watchCommand.run({ format: 'ndjson' }, io)).toBe(0)
})

test('a slow reader makes the daemon drop, not this process grow', async () => {
  await using daemon = await serveControlSocket()
  let isOpen = false
  let text = ''
  let resume: (() => void) | undefined
  const stdout = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      text += String(chunk)
      if (isOpen) done()
      else resume = done
    },
  })
  const io = createTestIo(daemon.context.dir, { stdout })
  const running = watchCommand.run({ format: 'ndjson' }, io)
  await until(() => daemon.sink.stats().readers === 1)
  let count = 0
  for (; daemon.sink.stats().dropped < 100; count++) {
    daemon.sink.write([toLine(count)])
    if (count % 100 === 0) await new Promise((done) => setImmediate(done))
  }
  daemon.sink.write([toLine(count)])
  isOpen = true
  resume?.()
  await until(() => text.includes(`"s${count}"`))
  io.stop()
  await running
  const [list, ...updates] = text.trimEnd().split('\n')
  expect(list).toBe(JSON.stringify(daemon.context.snapshot))
  const seen = updates.map((line) => Number(JSON.parse(line).session_id.slice(1)))
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.length).toBe(count + 1 - daemon.sink.stats().dropped)
})

test('asked to stop before it began, it prints nothing', async () => {
  const io = createTestIo(createTestContext().dir)
  io.stop()
  expect(await watchCommand.run({ format: 'plain' }, io)).toBe(0)
  expect(io.text()).toBe('')
})
