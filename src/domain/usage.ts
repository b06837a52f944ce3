// Totals of one session: tokens, cost and counters, per model, without counting anything twice.

import type { Counters, Usage, UsageSource } from './event.ts'

export interface ModelTotals {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly reasoning: number
  /** US dollars as the agent itself reckons them; null where it never says. */
  readonly costUsd: number | null
}

export interface Totals extends ModelTotals {
  readonly models: Readonly<Record<string, ModelTotals>>
  readonly toolCalls: number
  readonly errors: number
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly activeSeconds: number
  /** Which signal tells most of the tokens; null where none tells any. */
  readonly fullest: UsageSource | null
}

/** Models told apart in one session; the rest counts under "other". */
const maxModels = 16
const fields = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning', 'costUsd'] as const
type Amount = { -readonly [K in keyof ModelTotals]: ModelTotals[K] }

export interface UsageLedger {
  /** One account per signal: an agent tells the same tokens in logs, spans and metrics. */
  readonly accounts: Map<UsageSource, Map<string, Amount>>
  toolCalls: number
  errors: number
  linesAdded: number
  linesRemoved: number
  activeSeconds: number
  /** The totals reported last; a new report is never below it. */
  reported: Totals | null
}

export function createLedger(): UsageLedger {
  return {
    accounts: new Map(),
    toolCalls: 0,
    errors: 0,
    linesAdded: 0,
    linesRemoved: 0,
    activeSeconds: 0,
    reported: null,
  }
}

const zero = (): Amount => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  costUsd: null,
})

/** A count that cannot take a total down or poison it: negative, infinite and NaN become 0. */
const sane = (value: number | undefined): number =>
  value !== undefined && value > 0 && value < 1e12 ? value : 0

/** Adds one account of usage to its signal's ledger. */
export function addUsage(
  ledger: UsageLedger,
  source: UsageSource,
  model: string,
  usage: Usage,
): void {
  let account = ledger.accounts.get(source)
  if (!account) ledger.accounts.set(source, (account = new Map()))
  const name = account.has(model) || account.size < maxModels ? model : 'other'
  let amount = account.get(name)
  if (!amount) account.set(name, (amount = zero()))
  amount.input += sane(usage.input)
  amount.output += sane(usage.output)
  amount.cacheRead += sane(usage.cacheRead)
  amount.cacheWrite += sane(usage.cacheWrite)
  amount.reasoning += sane(usage.reasoning)
  if (usage.costUsd !== undefined) amount.costUsd = (amount.costUsd ?? 0) + sane(usage.costUsd)
  ledger.reported = null
}

export function addCounters(ledger: UsageLedger, counters: Counters): void {
  ledger.toolCalls += sane(counters.toolCalls)
  ledger.errors += sane(counters.errors)
  ledger.linesAdded += sane(counters.linesAdded)
  ledger.linesRemoved += sane(counters.linesRemoved)
  ledger.activeSeconds += sane(counters.activeSeconds)
  ledger.reported = null
}

/**
 * The session's totals. Logs, spans and metrics tell of the same tokens at
 * different times and with different losses, so each total is the largest of the
 * three accounts: complete where one of them is, and never falling.
 */
export function totalsOf(ledger: UsageLedger): Totals {
  if (ledger.reported) return ledger.reported
  const total = zero()
  let fullest: UsageSource | null = null
  let most = -1
  for (const [source, account] of ledger.accounts) {
    const sum = sumOf(account)
    for (const field of fields) total[field] = larger(total[field], sum[field]) as number
    const tokens = sum.input + sum.output + sum.cacheRead + sum.cacheWrite
    if (tokens > most) {
      most = tokens
      fullest = source
    }
  }
  const models: Record<string, ModelTotals> = Object.create(null)
  for (const [name, amount] of (fullest && ledger.accounts.get(fullest)) ?? [])
    if (name !== '') models[name] = { ...amount }
  const { toolCalls, errors, linesAdded, linesRemoved, activeSeconds } = ledger
  ledger.reported = {
    ...total,
    models,
    toolCalls,
    errors,
    linesAdded,
    linesRemoved,
    activeSeconds,
    fullest,
  }
  return ledger.reported
}

function sumOf(account: Map<string, Amount>): Amount {
  const sum = zero()
  for (const amount of account.values())
    for (const field of fields)
      if (amount[field] !== null) sum[field] = (sum[field] ?? 0) + amount[field]
  return sum
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
