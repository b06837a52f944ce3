// `npm run drift [-- CLIENT…]`: what the newest clients send that the pinned ones do not, and the other way round.
//
// Plays the same few scenarios with both, against a receiver that only listens.
// Ends with 1 where the agent's file should be looked at.

import { setTimeout as sleep } from 'node:timers/promises'
import { agents } from '../../../src/agents/index.ts'
import { clients } from '../clients/index.ts'
import { install, installRelease, type Installed } from '../harness/packages.ts'
import { runAll } from '../harness/pool.ts'
import { openFolder, perform } from '../harness/stage.ts'
import { openTmux } from '../harness/tmux.ts'
import { isPlayable } from '../plan.ts'
import { scenarios, type Scenario } from '../scenarios.ts'
import { variants } from '../variants.ts'
import { compare, isDrift, toReport } from './compare.ts'
import { addSessionFiles, toNames, type Names } from './names.ts'
import { openRecorder, type Received } from './recorder.ts'

const played = new Set([
  'plain',
  'headless',
  'approved',
  'rejected',
  'esc-tool',
  'error',
  'subagent',
  'clear',
  'compact',
])
const width = 4
/** Until everything is exported, at the short interval. */
const exportMs = 2_500

const chosen = process.argv.slice(2)
await using folder = openFolder('latest')
await using tmux = openTmux(`otel-ai-monitor-drift-${process.pid}`)

/** All that a client sends in the scenarios. */
async function listen({ client, modules }: Installed): Promise<Names> {
  const fitting = scenarios.filter(
    (scenario) => played.has(scenario.id) && isPlayable(scenario, client),
  )
  const hooks = client.plays?.(variants.hooks, false) ?? true
  const variant = { ...variants.spans, id: 'drift', hooks }
  const requests: Received[] = []
  const files: Names = new Map()
  await runAll(fitting, width, async (scenario: Scenario) => {
    await using home = openFolder(client.id)
    await using receiver = await openRecorder()
    const settle = async (): Promise<void> => {
      await sleep(exportMs)
      addSessionFiles(files, home.path)
    }
    const stage = { tmux, home: home.path, receiver, settle }
    await perform({ client, modules, scenario, variant }, stage).catch((error: Error) => {
      console.error(`${client.id} could not play ${scenario.id}: ${error.message}`)
      process.exitCode = 1
    })
    requests.push(...receiver.requests)
  })
  return new Map([...toNames(requests, client.id), ...files])
}

for (const client of clients) {
  if (chosen.length > 0 && !chosen.includes(client.id)) continue
  const pinned = await install(client)
  const latest = await installRelease(client, 'latest', folder.path)
  const agent = agents.find(({ id }) => id === client.id)!
  const before = await listen(pinned)
  // Two runs of one version differ by chance alone.
  const now = latest.version === pinned.version ? before : await listen(latest)
  const drift = compare(agent, before, now)
  console.log(`${client.id}: ${pinned.version} and ${latest.version}\n${toReport(drift)}\n`)
  if (isDrift(drift)) process.exitCode = 1
}
