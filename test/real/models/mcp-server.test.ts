// The MCP server as clients start it: a process that speaks JSON-RPC over its standard input and output.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('./mcp-server.ts', import.meta.url))

test('offers two tools, and answers when it has pondered, or was answered', async () => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (id: number, method: string, params: object = {}): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    const { value } = (await lines.next()) as { readonly value: string }
    return JSON.parse(value)
  }
  const protocolVersion = '2025-06-18'
  expect(await ask(1, 'initialize', { protocolVersion })).toMatchObject({
    id: 1,
    result: { protocolVersion, serverInfo: { name: 'slow' } },
  })
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
  expect(await ask(2, 'tools/list')).toMatchObject({
    result: { tools: [{ name: 'ponder' }, { name: 'inquire' }] },
  })
  const call = { name: 'ponder', arguments: { seconds: 0 } }
  expect(await ask(3, 'tools/call', call)).toMatchObject({
    result: { content: [{ type: 'text' }] },
  })
  const asked = await ask(5, 'tools/call', { name: 'inquire' })
  expect(asked).toMatchObject({ method: 'elicitation/create', params: { requestedSchema: {} } })
  const { id } = asked as { readonly id: string }
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: { action: 'cancel' } })}\n`)
  expect(JSON.parse(((await lines.next()) as { readonly value: string }).value)).toMatchObject({
    id: 5,
    result: { content: [{ type: 'text' }] },
  })
  expect(await ask(4, 'ping')).toEqual({ jsonrpc: '2.0', id: 4, result: {} })
  child.stdin.end()
  expect(await new Promise((exited) => child.once('exit', exited))).toBe(0)
})
