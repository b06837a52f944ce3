// `npm run bench:real [-- CLIENT…]`: what telemetry costs the real agents, with the daemon well, ill and dead.
//
//   --rounds N  so many runs of each [7]
//   --docs      renews docs/never-hurt.md, for the clients that were run

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { clients } from '../clients/index.ts'
import { install } from '../harness/packages.ts'
import { conditionsFor } from './conditions.ts'
import { measure, type Times } from './measure.ts'
import { toPage, toTable, type Measured } from './page.ts'

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    docs: { type: 'boolean', default: false },
  },
})
const page = new URL('../../../docs/never-hurt.md', import.meta.url)
const all: Measured[] = []
for (const client of clients) {
  if (names.length > 0 && !names.includes(client.id)) continue
  const installed = await install(client)
  const conditions = conditionsFor(client)
  const times = new Map(conditions.map((condition) => [condition.id, [] as Times[]]))
  // Round after round, so that whatever else the machine does falls on all of them alike.
  for (let round = 0; round < Number(options.rounds); round++)
    for (const condition of conditions)
      times.get(condition.id)!.push(await measure(installed, condition))
  all.push({ installed, times })
  console.log(`${client.id} ${installed.version}\n\n${toTable(all.at(-1)!)}\n`)
  const date = new Date().toISOString().slice(0, 10)
  if (options.docs) writeFileSync(page, toPage(readFileSync(page, 'utf8'), all, date))
}
