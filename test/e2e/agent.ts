// Plays an agent: posts a capture's requests to a receiver over one connection, then lives on until it is killed.
// usage: agent.ts PORT FOLDER [FILE to hold open]

import { Agent, request } from 'node:http'
import { openSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const [port, folder, held] = process.argv.slice(2)
if (held !== undefined) openSync(held, 'r')
const file = new URL(`../captures/${folder}/capture.ndjson.gz`, import.meta.url)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

for (const text of gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')) {
  const line = JSON.parse(text) as { path: string; content_type: string; body_base64: string }
  const body = Buffer.from(line.body_base64, 'base64')
  const headers = { 'content-type': line.content_type, 'content-length': body.length }
  await new Promise<void>((done, failed) => {
    const options = { agent, host: '127.0.0.1', port, path: line.path, method: 'POST', headers }
    request(options, (response) => response.resume().on('end', done))
      .on('error', failed)
      .end(body)
  })
}
process.stdout.write('posted\n')
setInterval(() => undefined, 1_000_000)
