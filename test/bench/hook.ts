// What a hook costs: the command that agents run for it, from its start to its end, beside a Node that does nothing.

import { spawnSync } from 'node:child_process'
import { quantile, row, type Row } from './process.ts'
import { mainPath, startDaemon } from './programs.ts'

const runs = 30
const hook = JSON.stringify({ hook_event_name: 'Stop', session_id: 'bench', cwd: '/' })

export async function benchHook(): Promise<Row[]> {
  await using daemon = await startDaemon('--no-stdout')
  const env = { ...daemon.env, OTLP_PORT: String(daemon.port) }
  const run = (...args: readonly string[]): number => {
    const startedMs = performance.now()
    spawnSync(process.execPath, args, { env, input: hook })
    return performance.now() - startedMs
  }
  const passed: number[] = []
  const bare: number[] = []
  run(mainPath, 'hook', 'claude-code')
  for (let n = 0; n < runs; n++) {
    bare.push(run('-e', ''))
    passed.push(run(mainPath, 'hook', 'claude-code'))
  }
  const [hookMs, bareMs] = [quantile(passed, 0.5), quantile(bare, 0.5)]
  const times = hookMs / bareMs
  return [
    row('a Node that does nothing, median', bareMs, 'ms'),
    row('a hook passed on, median', hookMs, 'ms'),
    row('against that Node', times, 'times', '≤ 2', times <= 2),
  ]
}
