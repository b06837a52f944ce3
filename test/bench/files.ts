// From what an agent writes into its own file to the line in the pipe.

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startConversation } from '../e2e/conversation.ts'
import { quantile, row, type Row } from './process.ts'
import { startDaemon } from './programs.ts'

const turns = 100
const intervalMs = 50

export async function benchFiles(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const pipe = createReadStream(`${daemon.runtimeDir}/otel-ai-monitor.pipe`)
  const lines = createInterface({ input: pipe })
  await once(lines, 'line')
  const { child, write } = startConversation(daemon.runtimeDir)
  const latencies: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    for (const [type, state] of [
      ['task_started', 'working'],
      ['task_complete', 'completed'],
    ] as const) {
      const told = until(lines, state)
      const writtenAt = performance.now()
      write('event_msg', { type, turn_id: `t${turn}` })
      const toldAt = await told
      // Until the process was found, which is once a conversation.
      if (turn > 0) latencies.push(toldAt - writtenAt)
      await sleep(intervalMs)
    }
  }
  child.kill('SIGKILL')
  pipe.destroy()
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  return [
    row('journal to line, p50', p50, 'ms', '≤ 10', p50 <= 10),
    row('journal to line, p99', p99, 'ms', '≤ 100', p99 <= 100),
  ]
}

function until(lines: NodeJS.EventEmitter, state: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  lines.on('line', function look(line: string) {
    if (!line.startsWith('{"type":"session_update"')) return
    if ((JSON.parse(line) as { readonly state: string }).state !== state) return
    lines.off('line', look)
    resolve(performance.now())
  })
  return promise
}
