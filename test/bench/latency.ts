// From the POST to the line in the pipe, at 1,000 records a second.

import { createReadStream } from 'node:fs'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBatch } from './claude-batches.ts'
import { quantile, row, type Row } from './process.ts'
import { startDaemon } from './programs.ts'

const batchesPerSecond = 50
const seconds = 20

export async function benchLatency(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const pipe = createReadStream(`${daemon.runtimeDir}/otel-ai-monitor.pipe`)
  const arrivals = new Map<string, number>()
  createInterface({ input: pipe }).on('line', (line) => {
    const at = performance.now()
    const id = /"type":"session_update","session_id":"([^"]+)"/.exec(line)?.[1]
    if (id && !arrivals.has(id)) arrivals.set(id, at)
  })
  const sent = new Map<string, number>()
  for (let n = 0; n < batchesPerSecond * seconds; n++) {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    sent.set(id, performance.now())
    await post(daemon.port, createBatch(n).at(Date.now()))
    await sleep(1000 / batchesPerSecond - 1)
  }
  await sleep(200)
  pipe.destroy()
  const latencies = [...sent].flatMap(([id, at]) => {
    const arrived = arrivals.get(id)
    return arrived === undefined ? [] : [arrived - at]
  })
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  return [
    row(
      'sessions seen on the pipe',
      latencies.length / sent.size,
      '',
      '1',
      latencies.length === sent.size,
    ),
    row('POST to line, p50', p50, 'ms', '≤ 1', p50 <= 1),
    row('POST to line, p99', p99, 'ms', '≤ 5', p99 <= 5),
  ]
}

function post(port: number, body: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length }
    const options = { port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers }
    request(options, (response) => response.resume().on('end', done))
      .on('error', failed)
      .end(body)
  })
}
