// One headless run of a client under one condition: how long its turn took, and how long its exit.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openHeadless } from '../harness/actor.ts'
import { basicEnv } from '../harness/environment.ts'
import type { Installed } from '../harness/packages.ts'
import { setUp } from '../harness/set-up.ts'
import { openFolder } from '../harness/stage.ts'
import type { ModelEntry } from '../types.ts'
import { variants } from '../variants.ts'
import type { Condition } from './conditions.ts'

export interface Times {
  /** From the first question to its model to the end of the last answer. */
  readonly turnMs: number
  /** From there until its process is gone. */
  readonly exitMs: number
}

const prompt = 'MOCK:bash 1'
/** Refused by every loopback. */
const nowhere = 'http://127.0.0.1:9'

export async function measure(
  { client, modules }: Installed,
  condition: Condition,
): Promise<Times> {
  await using folder = openFolder(client.id)
  const home = folder.path
  const project = join(home, 'src', 'shop')
  mkdirSync(project, { recursive: true })
  await using model = await client.openModel()
  await using receiver = await condition.open(home)
  const hooks = condition.hooks === true
  const launch = await client.prepare({
    home,
    project,
    projects: [project],
    modules,
    modelUrl: model.url,
    otlpUrl: receiver?.url,
    variant: { ...variants.recommended, hooks },
    mcpServer: undefined,
    endHook: undefined,
    setUp: () => setUp({ agent: client.id, home, url: receiver!.url, hooks }),
    prompt,
  })
  const env = { ...basicEnv(home, receiver?.url ?? nowhere), ...launch.env }
  await using actor = openHeadless({ command: launch.command, env, cwd: project })
  const endedMs = await actor.ended
  const at = (kind: ModelEntry['kind'], last: boolean): number => {
    const entries = model.log.filter((entry) => entry.by === 'person' && entry.kind === kind)
    const entry = entries.at(last ? -1 : 0)
    if (!entry) throw new Error(`${client.id} did not come to ${kind}`)
    return entry.atMs
  }
  const answeredMs = at('text_done', true)
  return { turnMs: answeredMs - at('request', false), exitMs: endedMs - answeredMs }
}
