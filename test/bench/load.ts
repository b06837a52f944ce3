// Sends batches over a few connections that stay open, each waiting for its answer, as exporters do.

import { Agent, request } from 'node:http'
import { createBatch, recordsPerBatch } from './claude-batches.ts'

const connections = 8
const sessions = 100

export interface Load {
  /** Sends this many records and waits for every answer. */
  readonly send: (records: number) => Promise<void>
  close(): void
}

export function createLoad(port: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const batches = Array.from({ length: sessions }, (_, session) => createBatch(session))
  let clockMs = Date.now()
  let next = 0

  const post = (body: Buffer): Promise<void> =>
    new Promise((done, failed) => {
      const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length }
      const options = { agent, port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers }
      const sent = request(options, (response) => {
        if (response.statusCode !== 200) failed(new Error(`answered ${response.statusCode}`))
        response.resume().on('end', done)
      })
      sent.on('error', failed).end(body)
    })

  return {
    send: async (records) => {
      let left = Math.ceil(records / recordsPerBatch)
      const worker = async (): Promise<void> => {
        while (left-- > 0) {
          clockMs += recordsPerBatch
          // A copy: the template's bytes change before the socket has taken them.
          await post(Buffer.from(batches[next++ % sessions]!.at(clockMs)))
        }
      }
      await Promise.all(Array.from({ length: connections }, worker))
    },
    close: () => agent.destroy(),
  }
}
