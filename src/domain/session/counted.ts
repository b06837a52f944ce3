// What a session's events count, once over all runs of the daemon: a later one goes on from what is kept.

import type { AgentEvent, Counters, Usage, UsageSource } from '../event.ts'
import {
  addCounters,
  addUsage,
  createLedger,
  type ModelTotals,
  type Owed,
  type Recalled,
  type UsageLedger,
} from './usage.ts'

export interface RememberedTotals {
  /** Unix ms until which they were counted. */
  readonly untilMs: number
  /** By signal and model. */
  readonly accounts: Readonly<Record<UsageSource, Readonly<Record<string, ModelTotals>>>>
  readonly counters: Readonly<Record<keyof Counters, number>>
}

/** @param untilMs Unix ms of the last event that was counted */
export function toRememberedTotals(ledger: UsageLedger, untilMs: number): RememberedTotals {
  const { toolCalls, errors, linesAdded, linesRemoved, activeSeconds } = ledger
  const modelsIn = (source: UsageSource) =>
    Object.fromEntries(ledger.accounts.get(source)?.models ?? [])
  return {
    untilMs,
    accounts: {
      logs: modelsIn('logs'),
      traces: modelsIn('traces'),
      metrics: modelsIn('metrics'),
    },
    counters: { toolCalls, errors, linesAdded, linesRemoved, activeSeconds },
  }
}

/** The ledger as it was then. */
export function recallLedger({ untilMs, accounts, counters }: RememberedTotals): UsageLedger {
  const ledger = createLedger()
  for (const source of ['logs', 'traces', 'metrics'] as const)
    for (const [model, amount] of Object.entries(accounts[source]))
      addUsage(ledger, source, model, { ...amount, costUsd: amount.costUsd ?? undefined })
  addCounters(ledger, counters)
  const models = Object.entries(accounts.metrics).map(
    ([model, amount]) => [model, { ...amount, costUsd: amount.costUsd ?? 0 }] as const,
  )
  ledger.recalled = { untilMs, models: new Map(models), counters: { ...counters } }
  return ledger
}

/** Adds what an event tells of tokens, cost and counters, as far as no earlier run has. */
export function count(ledger: UsageLedger, event: AgentEvent): void {
  const { usage, counters } = event
  const model = event.about?.model ?? ''
  const recalled = containedIn(event, ledger)
  const owed = recalled?.models.get(model)
  if (usage)
    addUsage(ledger, usage.source, model, owed ? usageBeyond(owed, usage.amount) : usage.amount)
  if (counters)
    addCounters(ledger, recalled ? countersBeyond(recalled.counters, counters) : counters)
}

/** Of metrics told as sums since the agent began, the first that a run sees contain what earlier runs counted. */
const containedIn = ({ sumSinceMs }: AgentEvent, { recalled }: UsageLedger): Recalled | undefined =>
  sumSinceMs !== undefined && recalled && sumSinceMs < recalled.untilMs ? recalled : undefined

function usageBeyond(owed: Owed<keyof Usage>, told: Usage): Usage {
  return {
    input: beyond(owed, 'input', told.input),
    output: beyond(owed, 'output', told.output),
    cacheRead: beyond(owed, 'cacheRead', told.cacheRead),
    cacheWrite: beyond(owed, 'cacheWrite', told.cacheWrite),
    reasoning: beyond(owed, 'reasoning', told.reasoning),
    ...(told.costUsd === undefined ? {} : { costUsd: beyond(owed, 'costUsd', told.costUsd) }),
  }
}

const countersBeyond = (owed: Owed<keyof Counters>, told: Counters): Counters => ({
  toolCalls: beyond(owed, 'toolCalls', told.toolCalls),
  errors: beyond(owed, 'errors', told.errors),
  linesAdded: beyond(owed, 'linesAdded', told.linesAdded),
  linesRemoved: beyond(owed, 'linesRemoved', told.linesRemoved),
  activeSeconds: beyond(owed, 'activeSeconds', told.activeSeconds),
})

/** Several series may make up one total: each takes off what it tells again. */
function beyond<Field extends string>(owed: Owed<Field>, field: Field, told = 0): number {
  const again = told > 0 ? Math.min(owed[field], told) : 0
  owed[field] -= again
  return told - again
}
