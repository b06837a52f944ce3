// What the probe costs: until the daemon hears of an event, for its own processes, and for those it watches.

import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { missing, type Probe, startProbe } from '../probe/support.ts'
import { cpuSeconds, quantile, row, type Row } from './process.ts'

/** Does what it is told, as an agent's tools would. */
const AGENT = '#!/bin/bash\nwhile read -r line; do eval "$line"; done\n'
/** Reads 100,000 times a second for five seconds, and says how long 1000 reads took at best, in ms. */
const READER = `
const { openSync, readSync } = require('node:fs')
const zero = openSync('/dev/zero'), byte = Buffer.alloc(1)
let least = Infinity, lumps = 0
const timer = setInterval(() => {
  const start = performance.now()
  for (let n = 0; n < 1000; n++) readSync(zero, byte)
  least = Math.min(least, performance.now() - start)
  if (++lumps === 500) { clearInterval(timer); console.log(least) }
}, 10)
`
const samples = 300
/** Of a build of 2,000, which takes as much longer: every one is compiled by three programs. */
const files = 300
const rounds = 5
const agents = 10
const agentSeconds = 10

export async function benchProbe(): Promise<Row[]> {
  if (missing !== '') return [row(`nothing measured${missing}`, 0, '')]
  const rows: Row[] = []
  const builds: number[][] = [[], []]
  const reads: number[][] = [[], []]
  // In turns, for a machine is not the same from one minute to the next.
  for (let round = 0; round < rounds; round++) {
    await using probe = await startProbe()
    if (round === 0) rows.push(await latency(probe), await tenAgents(probe))
    const before = ownSeconds(probe)
    reads[0]?.push(await readMuch(probe))
    const percent = (ownSeconds(probe) - before) * 20
    if (round === 0)
      rows.push(atMost('CPU at 100,000 reads/s of others', percent, '% of a core', 1))
    builds[0]?.push(await build(probe))
    probe.relay.kill()
    await once(probe.relay, 'exit')
    reads[1]?.push(await readMuch(probe))
    builds[1]?.push(await build(probe))
  }
  const [watched = 0, alone = 0] = builds.map((times) => Math.min(...times))
  const [slow = 0, fast = 0] = reads.map((times) => Math.min(...times))
  return [
    ...rows,
    atMost("a build in an agent's tree", watched / alone, 'times', 1.1),
    row('each read(2) of the machine', (slow - fast) * 1000, 'ns more'),
  ]
}

const atMost = (name: string, value: number, unit: string, target: number): Row =>
  row(name, value, unit, `≤ ${target}`, value <= target)

const ownSeconds = (probe: Probe): number =>
  cpuSeconds(probe.relay.pid ?? 0) + cpuSeconds(probe.tracer())

function startAgent(probe: Probe) {
  const child = probe.run(join(probe.program('claude', AGENT), 'claude'))
  return { child, pid: child.pid ?? 0, say: (line: string) => child.stdin?.write(`${line}\n`) }
}

/** From the death of an agent's child to its line at the daemon's end. */
async function latency(probe: Probe): Promise<Row> {
  const { listener } = probe
  const { pid, say, child } = startAgent(probe)
  const delays: number[] = []
  await listener.next('agent', pid)
  for (let n = 0; n < samples; n++) {
    const begun = listener.of('fork').length
    say('sleep 1000 & wait $!')
    while (listener.of('fork').length === begun) await sleep(1)
    const sleeper = listener.of('fork').at(-1)?.pid ?? 0
    const startMs = performance.now()
    process.kill(sleeper, 'SIGKILL')
    while (listener.of('exit', sleeper).length === 0) await sleep(0)
    delays.push(performance.now() - startMs)
    listener.lines.splice(0, listener.lines.length - 1)
  }
  child.kill('SIGKILL')
  return atMost('event to daemon, p99', quantile(delays, 0.99), 'ms', 100)
}

/** Each runs a program every second. */
async function tenAgents(probe: Probe): Promise<Row> {
  const all = Array.from({ length: agents }, () => startAgent(probe))
  for (const { pid, say } of all) {
    await probe.listener.next('agent', pid)
    say('while :; do sleep 1; done')
  }
  const before = ownSeconds(probe)
  await sleep(agentSeconds * 1000)
  const percent = ((ownSeconds(probe) - before) / agentSeconds) * 100
  for (const { child } of all) child.kill('SIGKILL')
  return atMost(`CPU with ${agents} agents`, percent, '% of a core', 1)
}

/** @returns µs that a read took at best */
async function readMuch(probe: Probe): Promise<number> {
  const reader = probe.run(process.execPath, ['-e', READER], 0)
  const [text] = (await once(reader.stdout!, 'data')) as [Buffer]
  return Number(text)
}

/** Compiles small files one after the other, the worst for who watches programs. @returns ms */
async function build(probe: Probe): Promise<number> {
  const { child, say } = startAgent(probe)
  const startMs = performance.now()
  const compile = "echo '#include <stdio.h>' | cc -xc -c -o /dev/null -"
  say(`for ((n = 0; n < ${files}; n++)); do ${compile} || exit; done; echo done`)
  await once(child.stdout!, 'data')
  child.kill('SIGKILL')
  return performance.now() - startMs
}
