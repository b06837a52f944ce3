// One scenario with one client, against whatever receives the telemetry: clients set up, started, and led through the steps.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { Scenario } from '../scenarios.ts'
import type { Client, Context, Variant } from '../types.ts'
import { basicEnv } from './environment.ts'
import { endLeftovers } from './leftovers.ts'
import { openPlayer, type Player } from './player.ts'
import { setUp } from './set-up.ts'
import type { Tmux } from './tmux.ts'
import type { Conversation } from './truth.ts'
import { removeTree } from '../../remove-tree.ts'

export interface Job {
  readonly client: Client
  readonly scenario: Scenario
  readonly variant: Variant
  /** The `node_modules` in which the client is installed. */
  readonly modules: string
}

/** What the clients send to. */
export interface Receiver {
  readonly url: string
  readonly start?: () => Promise<void>
  readonly stop?: () => Promise<void>
  readonly hang?: () => void
  readonly resume?: () => void
}

export interface Stage {
  readonly tmux: Tmux
  readonly home: string
  readonly receiver: Receiver
  /** Waits until all has been told that can be. */
  readonly settle: (conversations: readonly Conversation[]) => Promise<void>
}

/** An empty folder for one scenario, gone afterwards. */
export function openFolder(name: string): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), `real-${name}-`))
  return {
    path,
    async [Symbol.asyncDispose]() {
      endLeftovers(path)
      await removeTree(path)
    },
  }
}

/** @throws {Error} where the scenario could not be played, which says nothing of the receiver */
export async function perform(job: Job, stage: Stage): Promise<readonly Conversation[]> {
  await using stack = new AsyncDisposableStack()
  const players = await openPlayers(job, stage, stack)
  const conversations = () => players.flatMap((player) => player.conversations)
  for (const step of job.scenario.steps) {
    if (step.kind === 'daemon') await stage.receiver[step.what]?.()
    else if (step.kind === 'settle') await stage.settle(conversations())
    else await players[step.by ?? 0]!.perform(step)
  }
  await stage.settle(conversations())
  return conversations()
}

/** All are prepared before the first one starts: they share a home. */
async function openPlayers(
  job: Job,
  stage: Stage,
  stack: AsyncDisposableStack,
): Promise<readonly Player[]> {
  const { client, scenario } = job
  const names = scenario.projects ?? ['shop']
  const projects = names.map((name) => toProject(join(stage.home, 'src', name)))
  const prepared = []
  for (const project of projects) {
    const model = stack.use(await client.openModel())
    const context = toContext(job, stage, { project, projects, modelUrl: model.url })
    prepared.push({ project, model, launch: await client.prepare(context) })
  }
  const players: Player[] = []
  for (const { project, model, launch } of prepared) {
    const env = { ...basicEnv(stage.home, stage.receiver.url), ...launch.env }
    const process = { command: launch.command, env, cwd: project }
    const { headless } = scenario
    const editor = scenario.editor && client.editor
    const { resume } = launch
    const options = { client, model, process, resume, headless, editor, tmux: stage.tmux }
    players.push(stack.use(await openPlayer(options)))
  }
  return players
}

const mcpServer = fileURLToPath(new URL('../models/mcp-server.ts', import.meta.url))
const endHook = fileURLToPath(new URL('../models/end-hook.ts', import.meta.url))

function toContext(
  { client, scenario, variant, modules }: Job,
  { home, receiver: { url } }: Stage,
  rest: Pick<Context, 'project' | 'projects' | 'modelUrl'>,
): Context {
  const [first] = scenario.steps
  const { hooks } = variant
  return {
    ...rest,
    home,
    modules,
    variant,
    mcpServer: scenario.mcpServer && [process.execPath, mcpServer],
    endHook: scenario.endHook && `${process.execPath} ${endHook}`,
    otlpUrl: variant.telemetry ? url : undefined,
    setUp: () => setUp({ agent: client.id, home, url, hooks }),
    prompt: scenario.headless && first?.kind === 'prompt' ? first.words : undefined,
  }
}

/** A folder as people have it: a git checkout. */
function toProject(folder: string): string {
  mkdirSync(folder, { recursive: true })
  execFileSync('git', ['init', '--quiet', folder])
  return folder
}
