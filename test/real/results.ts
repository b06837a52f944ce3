// What came of the jobs, and how it is told: on the screen, in a summary, and as the process's exit code.

import type { Installed } from './harness/packages.ts'
import type { Played } from './harness/play.ts'
import type { Verdict } from './harness/judge.ts'
import type { Job } from './harness/stage.ts'
import { nameOf } from './plan.ts'

export interface Result {
  readonly job: Job
  readonly seconds: number
  /** undefined where the scenario could not be played. */
  readonly played: Played | undefined
  /** Why it could not be played. */
  readonly failure: string | undefined
}

export interface ClientResults {
  readonly id: string
  /** undefined where it could not be installed. */
  readonly installed: Installed | undefined
  readonly failure: string | undefined
  readonly results: readonly Result[]
}

export const isRight = ({ played }: Result): boolean => played?.verdict.problems.length === 0

/** One line for a job that went well, unless all is asked for; with all that is known for one that did not. */
export function toReport(result: Result, whole: boolean): string {
  const { job, seconds, played, failure } = result
  const word = isRight(result) ? 'ok    ' : played ? 'WRONG ' : 'FAILED'
  const head = `${word} ${nameOf(job)} (${seconds.toFixed(0)} s)`
  if (!played) return `${head}\n  could not be played: ${failure}`
  const warnings = played.warnings.map((line) => `  ${line}`)
  if (isRight(result) && !whole) return [head, ...warnings].join('\n')
  const problems = played.verdict.problems.map(({ words }) => `  ${words}`)
  return [head, ...played.transcript.map((line) => `    ${line}`), ...problems, ...warnings].join(
    '\n',
  )
}

export interface Sums {
  readonly scenarios: number
  readonly right: number
  readonly ends: number
  readonly endsTold: number
  readonly invented: number
  readonly waits: number
  readonly waitsTold: number
  readonly ghosts: number
}

const ends: ReadonlySet<string> = new Set(['ok', 'error', 'interrupted', 'denied'])

export function toSums(results: readonly Result[]): Sums {
  const verdicts = results.flatMap(({ played }) => played?.verdict ?? [])
  const findings = verdicts.flatMap((verdict) => verdict.findings)
  const of = (kind: Verdict['problems'][number]['kind']): number =>
    verdicts.flatMap(({ problems }) => problems).filter((problem) => problem.kind === kind).length
  const all = findings.filter(({ aspect }) => ends.has(aspect))
  const waits = findings.filter(({ aspect }) => aspect === 'waiting')
  return {
    scenarios: results.length,
    right: results.filter(isRight).length,
    ends: all.length,
    endsTold: all.filter(({ told }) => told).length,
    invented: of('invented'),
    waits: waits.length,
    waitsTold: waits.filter(({ told }) => told).length,
    ghosts: of('ghost'),
  }
}

/** One line a client, and what was wrong with each of its scenarios. */
export function toSummary({ id, installed, failure, results }: ClientResults): string {
  if (!installed) return `${id} COULD NOT BE INSTALLED and was not tested: ${failure}`
  const sums = toSums(results)
  const line = [
    `${id} ${installed.version}: ${sums.right} of ${sums.scenarios} scenarios right`,
    `${sums.endsTold} of ${sums.ends} ends told, ${sums.invented} invented`,
    `${sums.waitsTold} of ${sums.waits} waits told`,
    `${sums.ghosts} ghosts`,
  ].join(', ')
  return [line, ...results.filter((result) => !isRight(result)).map(toWrong)].join('\n')
}

function toWrong({ job, played, failure }: Result): string {
  if (!played) return `NOT PLAYED ${nameOf(job)}: ${failure!.split('\n')[0]}`
  return `WRONG ${nameOf(job)}: ${played.verdict.problems.map(({ words }) => words).join('; ')}`
}
