// `hook` as agents run it, in the real program: it passes the hook on, and loads next to nothing for it.

import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quickHook } from '../../../src/commands/hook/quick-hook.ts'
import { run } from '../../cli/spawn.ts'
import { removeTree } from '../../remove-tree.ts'

const folder = mkdtempSync(join(tmpdir(), 'quick-hook-'))
const received: { readonly request: IncomingMessage; readonly body: string }[] = []
const take = async (request: IncomingMessage, response: ServerResponse) => {
  received.push({ request, body: await text(request) })
  response.end('{}')
}
const server = createServer((...exchange) => void take(...exchange))
let port = 0

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  ;({ port } = server.address() as AddressInfo)
})
afterAll(() => {
  server.close()
  return removeTree(folder)
})

const stop = JSON.stringify({ session_id: 'abc', hook_event_name: 'Stop', prompt: 'secret' })

async function runHook(args: readonly string[], env: Readonly<Record<string, string>>) {
  const list = join(folder, 'loaded')
  const preload = pathToFileURL(join(import.meta.dirname, '../../cli/fixtures/tells-modules.ts'))
  received.length = 0
  const result = await run(['hook', ...args], {
    env: { ...env, NODE_OPTIONS: `--import=${preload.href}`, LOADED_MODULES: list },
    stdin: stop,
  })
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    { session_id: 'abc', hook_event_name: 'Stop', timestamp: expect.any(Number) },
  ])
  return readFileSync(list, 'utf8')
}

test('loads no package and no schema, and finds the daemon where the environment says', async () => {
  const loaded = await runHook(['codex'], { OTLP_PORT: String(port) })
  expect(loaded).toContain('/src/main.ts')
  expect(loaded).not.toContain('node_modules')
  expect(loaded).not.toContain('/config/settings.ts')
})

test('or where the settings file says', async () => {
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify({ port, token: 'my-token', quietPeriodMs: 2000 }))
  const loaded = await runHook(['claude-code', stop], { OTEL_AI_MONITOR_CONFIG: file })
  expect(loaded).not.toContain('node_modules')
  expect(received[0]!.request.url).toBe('/hooks/claude-code')
  expect(received[0]!.request.headers).toMatchObject({
    host: `127.0.0.1:${port}`,
    authorization: 'Bearer my-token',
  })
})

test('loads the settings for flags', async () => {
  const loaded = await runHook(['codex', '--port', String(port)], {})
  expect(loaded).toContain('/config/settings.ts')
})

test.each([
  [[]],
  [['--help']],
  [['nobody']],
  [['codex', '--host', 'localhost']],
  [['codex', '{}', 'more']],
])('leaves %j to the whole command', async (args) => {
  const io = { env: {}, stdin: new PassThrough() }
  expect(await quickHook(args, io)).toBeUndefined()
  expect(io.stdin.destroyed).toBe(false)
})
