// From the POST to the line in the pipe, at 1,000 records a second.

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBatch, sessionId } from './claude-batches.ts'
import { quantile, row, type Row } from './process.ts'
import { startDaemon } from './programs.ts'

const batchesPerSecond = 50
const seconds = 20
/** As many as a busy person runs at once. */
const sessions = 10

export async function benchLatency(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const pipe = createReadStream(`${daemon.runtimeDir}/otel-ai-monitor.pipe`)
  const waiting = new Map<string, number>()
  const latencies: number[] = []
  const lines = createInterface({ input: pipe })
  await once(lines, 'line')
  lines.on('line', (line) => {
    const at = performance.now()
    const id = /"type":"session_update","session_id":"([^"]+)"/.exec(line)?.[1] ?? ''
    const sentAt = waiting.get(id)
    if (sentAt === undefined) return
    waiting.delete(id)
    latencies.push(at - sentAt)
  })
  const batches = Array.from({ length: sessions }, (_, session) => createBatch(session))
  const total = batchesPerSecond * seconds
  for (let n = 0; n < total; n++) {
    const body = batches[n % sessions]!.at(Date.now())
    waiting.set(sessionId(n % sessions), performance.now())
    await post(daemon.port, body)
    await sleep(1000 / batchesPerSecond - 1)
  }
  await sleep(200)
  pipe.destroy()
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  const seen = latencies.length / total
  return [
    row('batches seen on the pipe', seen, '', '1', seen === 1),
    row('POST to line, p50', p50, 'ms', '≤ 1', p50 <= 1),
    row('POST to line, p99', p99, 'ms', '≤ 3', p99 <= 3),
  ]
}

/** Agents keep their connection open. */
const agent = new Agent({ keepAlive: true })

function post(port: number, body: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length }
    const options = { agent, port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers }
    request(options, (response) => response.resume().on('end', done))
      .on('error', failed)
      .end(body)
  })
}
