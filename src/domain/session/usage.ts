// Totals of one session: tokens, cost and counters, per model, without counting anything twice.

import type { Counters, Usage, UsageSource } from '../event.ts'

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
}

/** Models told apart in one session; the rest counts under "other". */
const MAX_MODELS = 16
type Amount = { -readonly [K in keyof ModelTotals]: ModelTotals[K] }

interface Account {
  readonly sum: Amount
  readonly models: Map<string, Amount>
}

/** What metrics told an earlier run, less what they have told this one again. */
export interface Recalled {
  readonly untilMs: number
  readonly models: ReadonlyMap<string, Owed<keyof Usage>>
  readonly counters: Owed<keyof Counters>
}

export type Owed<Field extends string> = Record<Field, number>

export interface UsageLedger {
  /** One account per signal: an agent tells the same tokens in logs, spans and metrics. */
  readonly accounts: Map<UsageSource, Account>
  toolCalls: number
  errors: number
  linesAdded: number
  linesRemoved: number
  activeSeconds: number
  /** The totals as computed last; null once they may be others. */
  cached: Totals | null
  /** Their models, which counters leave as they are. */
  cachedModels: Totals['models'] | null
  /** Set where an earlier run of the daemon counted some of it. */
  recalled: Recalled | null
}

export function createLedger(): UsageLedger {
  return {
    accounts: new Map(),
    toolCalls: 0,
    errors: 0,
    linesAdded: 0,
    linesRemoved: 0,
    activeSeconds: 0,
    cached: null,
    cachedModels: null,
    recalled: null,
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
const nothing: ModelTotals = zero()

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
  if (!account) ledger.accounts.set(source, (account = { sum: zero(), models: new Map() }))
  const { sum, models } = account
  const name = models.has(model) || models.size < MAX_MODELS ? model : 'other'
  let amount = models.get(name)
  if (!amount) models.set(name, (amount = zero()))
  add(sum, usage)
  add(amount, usage)
  ledger.cached = null
  ledger.cachedModels = null
}

function add(amount: Amount, usage: Usage): void {
  amount.input += sane(usage.input)
  amount.output += sane(usage.output)
  amount.cacheRead += sane(usage.cacheRead)
  amount.cacheWrite += sane(usage.cacheWrite)
  amount.reasoning += sane(usage.reasoning)
  if (usage.costUsd !== undefined) amount.costUsd = (amount.costUsd ?? 0) + sane(usage.costUsd)
}

/** Unlike tokens, these are told by one signal each. */
export function addCounters(ledger: UsageLedger, counters: Counters): void {
  ledger.toolCalls += sane(counters.toolCalls)
  ledger.errors += sane(counters.errors)
  ledger.linesAdded += sane(counters.linesAdded)
  ledger.linesRemoved += sane(counters.linesRemoved)
  ledger.activeSeconds += sane(counters.activeSeconds)
  ledger.cached = null
}

/** Whether the totals are those that `totalsOf` gave last. */
export const isReported = ({ cached }: UsageLedger): boolean => cached !== null

/** The totals are to be reported once more, though they may be the same. */
export function markUnreported(ledger: UsageLedger): void {
  ledger.cached = null
}

/**
 * The session's totals. Logs, spans and metrics tell of the same tokens at
 * different times and with different losses, so each total is the largest of the
 * three accounts: complete where one of them is, and never falling.
 */
export function totalsOf(ledger: UsageLedger): Totals {
  if (ledger.cached) return ledger.cached
  let total: ModelTotals | undefined
  let fullest: Account | undefined
  let most = -1
  for (const account of ledger.accounts.values()) {
    const { sum } = account
    total = total ? larger(total, sum) : sum
    const tokens = sum.input + sum.output + sum.cacheRead + sum.cacheWrite
    if (tokens > most) {
      most = tokens
      fullest = account
    }
  }
  ledger.cachedModels ??= modelsOf(fullest)
  ledger.cached = toTotals(ledger, total ?? nothing, ledger.cachedModels)
  return ledger.cached
}

/** Field by field: spreading several objects into one takes three times the memory, at every change. */
function toTotals(
  { toolCalls, errors, linesAdded, linesRemoved, activeSeconds }: UsageLedger,
  { input, output, cacheRead, cacheWrite, reasoning, costUsd }: ModelTotals,
  models: Totals['models'],
): Totals {
  return {
    input,
    output,
    cacheRead,
    cacheWrite,
    reasoning,
    costUsd,
    models,
    toolCalls,
    errors,
    linesAdded,
    linesRemoved,
    activeSeconds,
  }
}

function modelsOf(account: Account | undefined): Totals['models'] {
  const models: Record<string, ModelTotals> = Object.create(null)
  for (const [name, amount] of account?.models ?? []) if (name !== '') models[name] = { ...amount }
  return models
}

const larger = (a: ModelTotals, b: ModelTotals): ModelTotals => ({
  input: Math.max(a.input, b.input),
  output: Math.max(a.output, b.output),
  cacheRead: Math.max(a.cacheRead, b.cacheRead),
  cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
  reasoning: Math.max(a.reasoning, b.reasoning),
  costUsd:
    a.costUsd === null || b.costUsd === null
      ? (a.costUsd ?? b.costUsd)
      : Math.max(a.costUsd, b.costUsd),
})
