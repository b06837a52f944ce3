// From the POST to the line in the pipe, at 1,000 records a second.

import { createReadStream } from 'node:fs'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBatch, sessionId } from './claude-batches.ts'
import { pipeIn, updated } from './pipe-lines.ts'
import { quantile, row, type Row } from './process.ts'
import { startBareServer, startDaemon, type Program } from './programs.ts'

const batchesPerSecond = 50
const seconds = 20
/** As many as a busy person runs at once. */
const sessions = 10
/** Until then the sender itself is not at its speed. */
const warmUpBatches = batchesPerSecond

export async function benchLatency(): Promise<Row[]> {
  await using bareServer = await startBareServer('pipe')
  const bare = await latenciesOf(bareServer)
  await using daemon = await startDaemon('--no-stdout')
  const all = await latenciesOf(daemon)
  const [first, ...later] = all
  const warm = later.slice(warmUpBatches)
  const [p50, p99] = [quantile(warm, 0.5), quantile(warm, 0.99)]
  const barest = quantile(bare.slice(warmUpBatches), 0.99)
  const seen = all.length / (batchesPerSecond * seconds)
  return [
    row('batches seen on the pipe', seen, '', '1', seen === 1),
    row('POST to line, the first one', first!, 'ms'),
    row('POST to line, p50', p50, 'ms', '≤ 1', p50 <= 1),
    row('POST to line, p99', p99, 'ms', '≤ 3', p99 <= 3),
    row('the same of a bare server', barest, 'ms'),
    row('p99 against a bare server', p99 / barest, '×'),
  ]
}

/** Milliseconds from each batch's POST to the first line that tells of it, in order. */
async function latenciesOf(program: Program): Promise<readonly number[]> {
  const pipe = createReadStream(pipeIn(program.runtimeDir))
  const waiting = new Map<string, number>()
  const latencies: number[] = []
  const lines = createInterface({ input: pipe })
  lines.on('line', (line) => {
    const at = performance.now()
    const id = updated(line) ?? ''
    const sentAt = waiting.get(id)
    if (sentAt === undefined) return
    waiting.delete(id)
    latencies.push(at - sentAt)
  })
  // The reader is noticed and given the list.
  await sleep(1000)
  const batches = Array.from({ length: sessions }, (_, session) => createBatch(session))
  for (let n = 0; n < batchesPerSecond * seconds; n++) {
    const body = batches[n % sessions]!.at(Date.now())
    waiting.set(sessionId(n % sessions), performance.now())
    await post(program.port, body)
    await sleep(1000 / batchesPerSecond - 1)
  }
  await sleep(200)
  pipe.destroy()
  return latencies
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
