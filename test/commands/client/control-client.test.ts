import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  askDaemon,
  DaemonSilentError,
  readDaemonLines,
} from '../../../src/commands/client/control-client.ts'
import { makeTempDir } from '../../temp-dir.ts'

async function serve(listener: RequestListener): Promise<string> {
  const path = join(makeTempDir(), 'socket')
  const server = createServer(listener).listen(path)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return path
}

const never = new AbortController().signal

async function collect(path: string, silenceMs = 5000): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readDaemonLines(path, silenceMs, never)) lines.push(line)
  return lines
}

test('lines are put together from pieces, even within a character', async () => {
  const bytes = Buffer.from('{"a":"é"}\n{"b":\u2028}\nhalf')
  const path = await serve((_request, response) => {
    const writeFrom = (index: number) => {
      if (index === bytes.length) return response.end()
      response.write(bytes.subarray(index, index + 1))
      return setImmediate(() => writeFrom(index + 1))
    }
    writeFrom(0)
  })
  expect(await collect(path)).toEqual(['{"a":"é"}\n', '{"b":\u2028}\n'])
})

test.each([
  ['before it answers', () => {}],
  ['after its first line', (response: { write(text: string): void }) => response.write('{}\n')],
])('a daemon that hangs %s is given up', async (_name, answer) => {
  const path = await serve((_request, response) => answer(response))
  await expect(collect(path, 50)).rejects.toThrow(DaemonSilentError)
})

test('a question to a daemon that hangs ends, and says so', async () => {
  const silent = await serve(() => {})
  const halting = await serve((_request, response) => void response.write('{'))
  const asked = [silent, halting].map((path) => askDaemon(path, 'GET', '/snapshot'))
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({
      reason: { message: expect.stringMatching(/does not answer at .*: it took over 5 s$/) },
    })
})

test('a daemon that breaks off is an error', async () => {
  const path = await serve((request, response) => {
    response.write('{}\n', () => void request.socket.destroy())
  })
  await expect(collect(path)).rejects.toThrow('aborted')
})

test('a refusal is shown', async () => {
  const path = await serve((_request, response) => response.writeHead(400).end('{"error":"why"}'))
  await expect(askDaemon(path, 'POST', '/ack', {})).rejects.toThrow(/refused: {"error":"why"}/)
  await expect(collect(path)).rejects.toThrow(/status 400/)
})
