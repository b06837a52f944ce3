// Plays an agent: posts a capture's requests to a receiver over one connection, and again for each line typed, until it is killed.
// usage: agent.ts PORT FOLDER [FILE to hold open]

import { Agent, request } from 'node:http'
import { openSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const [port, folder, held] = process.argv.slice(2)
if (held !== undefined) openSync(held, 'r')
const file = new URL(`../captures/${folder}/capture.ndjson.gz`, import.meta.url)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

interface Line {
  readonly path: string
  readonly content_type: string
  readonly body_base64: string
}

async function post(line: Line): Promise<void> {
  const body = Buffer.from(line.body_base64, 'base64')
  const headers = { 'content-type': line.content_type, 'content-length': body.length }
  await new Promise<void>((done, failed) => {
    const options = { agent, host: '127.0.0.1', port, path: line.path, method: 'POST', headers }
    request(options, (response) => response.resume().on('end', done))
      .on('error', failed)
      .end(body)
  })
}

async function postAll(): Promise<void> {
  const texts = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  for (const text of texts) await post(JSON.parse(text) as Line)
  process.stdout.write('posted\n')
}

await postAll()
process.stdin.on('data', () => void postAll())
setInterval(() => undefined, 1_000_000)
