// `npm run bench [NAME…]`: prints a table, and JSON on the last line. Figures are for comparison on one machine.

import { benchDecode } from './decode.ts'
import { benchFiles } from './files.ts'
import { benchHook } from './hook.ts'
import { benchIdle, benchStart } from './idle.ts'
import { benchLatency } from './latency.ts'
import type { Row } from './process.ts'
import { benchProbe } from './probe.ts'
import { benchReceiver } from './receiver.ts'

const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  start: benchStart,
  decode: benchDecode,
  receiver: benchReceiver,
  latency: benchLatency,
  files: benchFiles,
  hook: benchHook,
  idle: benchIdle,
  probe: benchProbe,
}

const format = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)

const chosen = process.argv.slice(2)
const results: Record<string, readonly Row[]> = {}
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  results[name] = await bench()
  console.log(`\n${name}`)
  for (const { name: what, value, unit, target, ok } of results[name]) {
    const verdict = target === '' ? '' : `${ok ? 'met' : 'MISSED'} (${target})`
    console.log(`  ${what.padEnd(44)} ${format(value).padStart(10)} ${unit.padEnd(12)} ${verdict}`)
  }
}
console.log(`\n${JSON.stringify(results)}`)
