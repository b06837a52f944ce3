// The least a receiver can do: read every body, drop it, answer; with `pipe`, write whose it was to a named pipe.

import { execFileSync } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeIn, updateOf } from './pipe-lines.ts'

const pipe = process.argv[2] === 'pipe' ? openPipe(process.env['XDG_RUNTIME_DIR']!) : undefined

/** Open for reading too, so that it does not wait for a reader. */
function openPipe(directory: string): number {
  execFileSync('mkfifo', [pipeIn(directory)])
  return openSync(pipeIn(directory), 'r+')
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    if (pipe !== undefined) setImmediate(() => writeSync(pipe, updateOf(body)))
  })
})
server.keepAliveTimeout = 3_600_000
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`{"port":${(server.address() as AddressInfo).port}}\n`)
})
process.on('SIGTERM', () => process.exit(0))
