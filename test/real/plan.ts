// What is played: every scenario with the recommended signals, and some with others too.

import type { Job } from './harness/stage.ts'
import type { Installed } from './harness/packages.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import { toWalk } from './scenarios/walks.ts'
import type { Variant } from './types.ts'
import { type VariantId, variants } from './variants.ts'

export interface Choice {
  /** All of them must be part of a job's name. */
  readonly filters: readonly string[]
  /** Only scenarios that stand for the others, with the recommended signals. */
  readonly short: boolean
  /** The numbers of walks that are played instead of the scenarios. */
  readonly walks: readonly number[]
  /** What these are played with. */
  readonly signals: VariantId
}

/** `codex/approved/spans` */
export const nameOf = ({ client, scenario, variant }: Job): string =>
  `${client.id}/${scenario.id}/${variant.id}`

export function toJobs(
  { client, modules }: Pick<Installed, 'client' | 'modules'>,
  { filters, short, walks, signals }: Choice,
): readonly Job[] {
  const choices = walks.length === 0 ? scenarios : walks.map((seed) => toWalk(client, seed))
  return choices
    .filter((scenario) => isPlayable(scenario, client) && (!short || isShort(scenario, client)))
    .flatMap((scenario) =>
      (walks.length > 0 ? [signals] : idsOf(scenario, short))
        .map((id) => ({ client, scenario, variant: variants[client.instead?.[id] ?? id], modules }))
        .filter(({ variant }) => scenario.without?.[`${client.id}/${variant.id}`] === undefined)
        .filter(({ variant }) => isPlayed(client, scenario, variant)),
    )
    .filter((job) => !isSpared(job) && filters.every((filter) => nameOf(job).includes(filter)))
}

/**
 * The clients' jobs side by side: some clients are busy while others wait. Those first
 * that stand for the others, so that the least is left out where time runs out; and of
 * each client's from the last one on, which take longest, so that they do not end alone.
 */
export function inTurn(jobs: readonly Job[]): readonly Job[] {
  const placeOf = (job: Job): number => {
    const alike = jobs.filter((o) => o.client === job.client && rankOf(o) === rankOf(job))
    return rankOf(job) + 1 - (alike.indexOf(job) + 0.5) / alike.length
  }
  return jobs.toSorted((a, b) => placeOf(a) - placeOf(b))
}

const rankOf = ({ scenario, variant }: Job): number =>
  scenario.representative && variant.id === 'recommended' ? 0 : 1

const idsOf = ({ variants: more = [] }: Scenario, short: boolean): readonly VariantId[] =>
  short ? ['recommended'] : ['recommended', ...more]

const isShort = ({ id, representative }: Scenario, { short }: Job['client']): boolean =>
  representative === true && (short?.includes(id) ?? true)

const isSpared = ({ client, scenario, variant }: Job): boolean =>
  [scenario.id, `${scenario.id}/${variant.id}`].some((name) => client.spared?.includes(name))

function isPlayed(client: Job['client'], scenario: Scenario, variant: Variant): boolean {
  // What people may have, played in random order alone.
  if (variant.id === 'everything' && scenario.id.startsWith('walk-')) return true
  if (!client.plays) return isUsual(variant)
  return client.plays(variant, scenario.representative === true)
}

const isUsual = ({ mode, telemetry }: Variant): boolean => mode === undefined && telemetry

/**
 * A recording ends with the daemon that makes it, its labels with the session's end, and it
 * holds nothing of what hooks and files tell.
 */
export const isRecordable = ({ scenario, variant }: Job): boolean =>
  variant.telemetry &&
  scenario.startsWithout === undefined &&
  scenario.steps.every(
    (step) =>
      step.kind !== 'resume' &&
      (step.kind !== 'daemon' || (step.what !== 'stop' && step.what !== 'start')),
  )

/** Whether the client has what the scenario needs, and no reason not to be asked. */
export function isPlayable(scenario: Scenario, client: Job['client']): boolean {
  if (scenario.without?.[client.id] !== undefined) return false
  if (scenario.editor && !client.editor) return false
  const { back, commands } = client.terminal
  return scenario.steps.every(
    (step) =>
      (step.kind !== 'command' || commands[step.what] !== undefined) &&
      (step.kind !== 'back' || back !== undefined),
  )
}
