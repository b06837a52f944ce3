// The least a receiver can do: read every body, drop it, answer.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    Buffer.concat(chunks)
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
})
server.keepAliveTimeout = 3_600_000
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`{"port":${(server.address() as AddressInfo).port}}\n`)
})
process.on('SIGTERM', () => process.exit(0))
