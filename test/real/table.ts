// The results as a page of the documentation: what is known of each scenario with each set of signals, how firmly, how soon.

import type { Finding } from './harness/judge.ts'
import { isRight, toSums, type ClientResults, type Result } from './results.ts'
import { renewSections } from './sections.ts'
import type { Aspect } from './types.ts'

const columns: readonly (readonly [string, readonly Aspect[]])[] = [
  ['Working', ['working']],
  ['Waiting', ['waiting']],
  ['End of the turn', ['ok', 'error', 'interrupted', 'denied']],
  ['End of the session', ['gone']],
]

const heading = `# Seen with the real agents

Written by \`npm run test:real -- --docs\`. The real programs from npm ran in an empty home against mock model servers, and sent their telemetry to the real daemon, all on loopback. What was so comes from the model's log, the keys pressed and the processes; what was told are the lines that a consumer reads.

**exact**: a record says so. **inferred**: it follows from what is and is not there. *cannot be known*: nothing that is sent tells it in time. *brief*: over before it could be told. The time is from the truth to the line, the longest of the scenario. Where several agents run at once on two processor cores, as here, programs are slower than on a desktop.

Signals: *recommended* is what \`setup\` writes and the daemon as it comes. *files* is nothing set up, only the files that the agent keeps anyway. *spans* is telemetry alone, *logs* the same without spans, *hooks* logs with \`setup --hooks\`, *everything* all of them at once, *json* spans as JSON, *slow* spans at the agent's own export interval. Codex's sessions are handed to a process that its terminals share; *alone* is Codex with \`--no-daemon\`, *websocket* the same over its other connection to the model.
`

export const toPage = (page: string, clients: readonly ClientResults[], date: string): string =>
  renewSections(
    page,
    heading,
    clients.map((client) => toSection(client, date)),
  )

function toSection(client: ClientResults, date: string): string {
  const { id, installed, failure, results } = client
  if (!installed) return `## ${id}\n\nCould not be installed on ${date}: ${failure}`
  const sums = toSums(results)
  const head = ['Scenario', 'Signals', ...columns.map(([title]) => title), '']
  const rows = results.map((result) => [
    result.job.scenario.title,
    result.job.variant.id,
    ...columns.map(([, aspects]) => toCell(result, aspects)),
    isRight(result) ? '✓' : toFault(result),
  ])
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return `## ${installed.client.package} ${installed.version}

Run on ${date}. ${sums.ends} turns ended, ${sums.endsTold} of the ends were told, ${sums.invented} invented. ${sums.waitsTold} of ${sums.waits} waits were told. ${sums.ghosts} sessions were shown that never were.

${lines.join('\n')}
`
}

const toFault = ({ played }: Result): string =>
  played ? played.verdict.problems.map(({ words }) => words).join('; ') : 'not played'

function toCell({ played }: Result, aspects: readonly Aspect[]): string {
  const findings = (played?.verdict.findings ?? []).filter(({ aspect }) => aspects.includes(aspect))
  const kinds = [...new Set(findings.map(({ aspect }) => aspect))]
  const mistaken = aspects.includes('waiting') && (played?.verdict.mistaken ?? 0) > 0
  const cells = kinds.map((kind) => {
    const words = toWords(findings.filter(({ aspect }) => aspect === kind))
    return ['error', 'interrupted', 'denied'].includes(kind) ? `${kind}: ${words}` : words
  })
  return [...cells, ...(mistaken ? ['shown as completed'] : [])].join(', ')
}

/** The least firm of them, and the slowest. */
function toWords(findings: readonly Finding[]): string {
  const due = findings.filter(({ isBrief, told }) => told || !isBrief)
  if (due.length === 0) return '*brief*'
  const missing = due.find(({ told }) => !told)
  if (missing) return missing.required === 'unknown' ? '*cannot be known*' : '**missed**'
  const told = due.flatMap((finding) => finding.told ?? [])
  const confidence = told.some((one) => one.confidence === 'inferred') ? 'inferred' : 'exact'
  const seconds = Math.max(...told.map(({ afterMs }) => afterMs)) / 1000
  return `${confidence}, ${seconds.toFixed(1)} s`
}
