// Records per processor second over HTTP, against a bare server in the same run, and memory after two million records.

import { createLoad } from './load.ts'
import { cpuSeconds, row, rssMib, type Row } from './process.ts'
import { startBareServer, startDaemon, type Program } from './programs.ts'

const warmUpRecords = 200_000
const measuredRecords = 100_000
const rounds = 16
const targetPerCpuSecond = 300_000
const targetRatio = 3
const targetRssMib = 80

/** Processor seconds that a program spends on this many records. */
async function cost(program: Program, send: (records: number) => Promise<void>): Promise<number> {
  const before = cpuSeconds(program.pid)
  await send(measuredRecords)
  return cpuSeconds(program.pid) - before
}

export async function benchReceiver(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  await using bare = await startBareServer()
  const [daemonLoad, bareLoad] = [createLoad(daemon.port), createLoad(bare.port)]
  await daemonLoad.send(warmUpRecords)
  await bareLoad.send(warmUpRecords)
  const early = rssMib(daemon.pid)
  const costs: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const own = await cost(daemon, daemonLoad.send)
    const other = await cost(bare, bareLoad.send)
    costs.push(own)
    ratios.push(own / other)
  }
  await daemonLoad.send(2_000_000 - warmUpRecords - rounds * measuredRecords)
  const late = rssMib(daemon.pid)
  daemonLoad.close()
  bareLoad.close()
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
  const perCpuSecond = measuredRecords / median(costs)
  const ratio = median(ratios)
  return [
    row(
      'records per CPU second',
      Math.round(perCpuSecond),
      '/s',
      '≥ 300,000',
      perCpuSecond >= targetPerCpuSecond,
    ),
    row('CPU per record against a bare server', ratio, '×', '≤ 3', ratio <= targetRatio),
    row('memory after 200,000 records', early, 'MiB'),
    row('memory after 2,000,000 records', late, 'MiB', '≤ 80', late <= targetRssMib),
    row('memory of the bare server', rssMib(bare.pid), 'MiB'),
    row('growth between them', late - early, 'MiB', '≤ 4', late - early <= 4),
  ]
}
