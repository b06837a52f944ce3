// A receiver that answers everything with 200 and keeps what it was sent.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Received {
  readonly path: string
  readonly contentType: string
  readonly body: Buffer
}

export interface Recorder extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly Received[]
}

export async function openRecorder(): Promise<Recorder> {
  const requests: Received[] = []
  const server = createServer((request, response) => {
    void keep(request, response)
  })
  async function keep(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const contentType = request.headers['content-type'] ?? ''
    requests.push({ path: request.url ?? '/', contentType, body: await buffer(request) })
    response.writeHead(200, { 'content-type': contentType })
    response.end(contentType.includes('json') ? '{}' : '')
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}
