// Hooks on their way from the agent to the daemon, also where nothing works as it should.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { settingsSchema } from '../../src/config/settings.ts'
import type { CommandIo } from '../../src/commands/command.ts'
import { hookCommand } from '../../src/commands/hook.ts'
import { createTestIo } from './support.ts'

interface Received {
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const portOf = (server: Pick<HttpServer, 'address'>) => (server.address() as AddressInfo).port

/** Stands for the daemon. */
async function startReceiver() {
  const received: Received[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    received.push({ url: request.url, headers: request.headers, body: await text(request) })
    response.end('{}')
  }
  const server = createServer((...exchange) => void serve(...exchange)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { received, port: portOf(server) }
}

/** A port where connections are made and nothing is ever answered. */
async function startSilence(): Promise<number> {
  const server = createTcpServer((socket) => void socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return portOf(server)
}

/** A port that was free a moment ago. */
async function findClosedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

type Given = Parameters<typeof hookCommand.run>[0]

async function pass(given: Given, port: number, io: Partial<CommandIo> = {}, settings = {}) {
  const stdin = new PassThrough()
  const loadSettings = () => settingsSchema.parse({ port, ...settings })
  const testIo = createTestIo('/nowhere', { stdin, loadSettings, ...io })
  const startMs = performance.now()
  const done = hookCommand.run(given, testIo)
  return {
    stdin,
    result: done.then((code) => ({
      code,
      printed: testIo.text(),
      tookMs: performance.now() - startMs,
    })),
  }
}

const stop = { session_id: 'abc', hook_event_name: 'Stop', cwd: '/p' }

describe('a hook', () => {
  test('is passed on without the texts in it', async () => {
    const { received, port } = await startReceiver()
    const { stdin, result } = await pass({ agent: 'claude-code' }, port)
    stdin.end(JSON.stringify({ ...stop, prompt: 'secret', last_assistant_message: 'secret' }))
    expect(await result).toMatchObject({ code: 0, printed: '' })
    expect(received).toMatchObject([
      { url: '/hooks/claude-code', headers: { 'content-type': 'application/json' } },
    ])
    expect(JSON.parse(received[0]!.body)).toEqual({ ...stop, timestamp: expect.any(Number) })
  })

  test('may be an argument, as what Codex notifies of is', async () => {
    const { received, port } = await startReceiver()
    const notice = { type: 'agent-turn-complete', 'thread-id': 't', 'input-messages': ['secret'] }
    const { result } = await pass({ agent: 'codex', json: JSON.stringify(notice) }, port)
    expect((await result).code).toBe(0)
    expect(received[0]).toMatchObject({ url: '/hooks/codex' })
    expect(JSON.parse(received[0]!.body)).toEqual({
      timestamp: expect.any(Number),
      type: 'agent-turn-complete',
      'thread-id': 't',
    })
  })

  test('is whole before its stream ends, in however many parts it comes', async () => {
    const { received, port } = await startReceiver()
    const { stdin, result } = await pass({ agent: 'codex' }, port)
    const told = { ...stop, cwd: '/ü', timestamp: '2026-11-26T00:00:00Z' }
    const json = JSON.stringify({ ...told, tool_input: { text: 'ü} {' } })
    for (const byte of Buffer.from(json)) stdin.write(Buffer.of(byte))
    await result
    expect(JSON.parse(received[0]!.body)).toEqual(told)
  })

  test.each(['127.0.0.1', 'localhost', '0.0.0.0'])('finds the daemon at %s', async (host) => {
    const { received, port } = await startReceiver()
    const settings = { host, token: 'my-token' }
    const { stdin, result } = await pass({ agent: 'codex' }, port, {}, settings)
    stdin.end(JSON.stringify(stop))
    await result
    expect(received[0]!.headers.authorization).toBe('Bearer my-token')
  })

  test.each(['', '{', 'null', '[]', '{}', '{"session_id":7}', 'x'.repeat(100_000)])(
    'that is none is dropped: %#',
    async (json) => {
      const { received, port } = await startReceiver()
      const { stdin, result } = await pass({ agent: 'claude-code' }, port)
      stdin.end(json)
      expect(await result).toMatchObject({ code: 0, printed: '' })
      expect(received).toEqual([])
    },
  )
})

describe('the agent is never held up', () => {
  const json = JSON.stringify(stop)

  test('without a daemon', async () => {
    const { result } = await pass({ agent: 'codex', json }, await findClosedPort())
    expect(await result).toMatchObject({ code: 0, printed: '' })
  })

  test('by a daemon that hangs', async () => {
    const { result } = await pass({ agent: 'codex', json }, await startSilence())
    const { code, printed, tookMs } = await result
    expect([code, printed]).toEqual([0, ''])
    expect(tookMs).toBeLessThan(10_000)
  })

  test('by a stream that never ends', async () => {
    const { stdin, result } = await pass({ agent: 'codex' }, await findClosedPort())
    stdin.write('{"session_id":')
    const { code, tookMs } = await result
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(10_000)
    expect(stdin.destroyed).toBe(true)
  })

  test('by settings that are wrong', async () => {
    const loadSettings = () => {
      throw new Error('many problems')
    }
    const { result } = await pass({ agent: 'codex', json }, 1, { loadSettings })
    expect(await result).toMatchObject({ code: 0, printed: '' })
  })

  test.each(['hangs', 'is not there'])('as a process, where the daemon %s', async (how) => {
    const port = how === 'hangs' ? await startSilence() : await findClosedPort()
    const fixture = join(import.meta.dirname, 'fixtures/runs-hook.ts')
    const child = spawn(process.execPath, [fixture, String(port), 'codex'])
    onTestFinished(() => void child.kill('SIGKILL'))
    // Its stdin stays open.
    child.stdin.write(how === 'hangs' ? json : '{')
    const output = Promise.all([text(child.stdout), text(child.stderr)])
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await output).toEqual(['', ''])
  })
})
