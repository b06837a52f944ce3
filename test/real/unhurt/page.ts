// The measured times as a table, each as a ratio to the same run's times without telemetry.

import type { Installed } from '../harness/packages.ts'
import { quantile } from '../../bench/process.ts'
import { renewSections } from '../sections.ts'
import { conditionsFor } from './conditions.ts'
import type { Times } from './measure.ts'

export interface Measured {
  readonly installed: Installed
  /** By the condition's id; one entry a round. */
  readonly times: ReadonlyMap<string, readonly Times[]>
}

type Field = keyof Times

const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The median over the rounds of this condition's time to another's in the same round. */
function ratio({ times }: Measured, id: string, base: string, field: Field): string {
  const bases = times.get(base)!
  const ratios = times.get(id)!.map((one, round) => one[field] / bases[round]![field])
  return median(ratios).toFixed(2)
}

const seconds = ({ times }: Measured, id: string, field: Field): string =>
  (median(times.get(id)!.map((one) => one[field])) / 1000).toFixed(2)

export function toTable(measured: Measured): string {
  const head = ['The receiver', 'Turn', 'to off', 'to ideal', 'Exit', 'to off', 'to ideal']
  const rows = conditionsFor(measured.installed.client).map(({ id, title }) => [
    title,
    ...(['turnMs', 'exitMs'] as const).flatMap((field) => [
      `${seconds(measured, id, field)} s`,
      ratio(measured, id, 'off', field),
      ratio(measured, id, 'ideal', field),
    ]),
  ])
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return lines.join('\n')
}

const heading = `# The agent is never hurt

Written by \`npm run bench:real -- --docs\`. The real agents answer one prompt with a tool call, without a terminal, with whatever receives their telemetry in every condition, one run after the other, round after round. Medians, and the median ratio to the run of the same round with telemetry off, and to the one with a bare server that answers at once: what is beyond that one is the daemon's doing, what is before it is the agent's own work for its telemetry.

A process that is stopped or not there can do nothing: what these rows cost is up to the agent.
`

export const toPage = (page: string, all: readonly Measured[], date: string): string =>
  renewSections(
    page,
    heading,
    all.map((measured) => toSection(measured, date)),
  )

function toSection(measured: Measured, date: string): string {
  const { client, version } = measured.installed
  return `## ${client.package} ${version}\n\nMeasured on ${date}.\n\n${toTable(measured)}\n`
}
