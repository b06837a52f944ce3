// What a daemon with a hundred idle sessions costs, and how fast it starts.

import { setTimeout as sleep } from 'node:timers/promises'
import { createLoad } from './load.ts'
import { cpuSeconds, quantile, row, rssMib, type Row } from './process.ts'
import { startDaemon } from './programs.ts'

const idleSeconds = 30
const starts = 8

export async function benchIdle(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const load = createLoad(daemon.port)
  await load.send(2_000)
  await sleep(5_000)
  const before = cpuSeconds(daemon.pid)
  await sleep(idleSeconds * 1_000)
  const percent = ((cpuSeconds(daemon.pid) - before) / idleSeconds) * 100
  const memory = rssMib(daemon.pid)
  load.close()
  return [
    row('100 sessions idle', percent, '% of a core', '≤ 0.2', percent <= 0.2),
    row('memory with 100 sessions', memory, 'MiB'),
  ]
}

export async function benchStart(): Promise<Row[]> {
  const times: number[] = []
  const memory: number[] = []
  for (let n = 0; n < starts; n++) {
    await using daemon = await startDaemon('--no-stdout')
    times.push(daemon.startMs)
    await sleep(500)
    memory.push(rssMib(daemon.pid))
  }
  const [first = 0, ...later] = times
  const [median, idle] = [quantile(later, 0.5), quantile(memory, 0.5)]
  return [
    row('first start to listening, nothing compiled', first, 'ms'),
    row('later starts, median', median, 'ms', '≤ 200', median <= 200),
    row('memory of a daemon just started, median', idle, 'MiB', '≤ 80', idle <= 80),
  ]
}
