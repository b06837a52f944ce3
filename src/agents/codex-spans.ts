// Codex's spans: the ends of turns, and what tools a reply asks for.

import type { Outcome } from '../domain/event.ts'
import { bareName, decidedTools } from './codex-tools.ts'
import { activity, type Finding, number, type Rule, text, uncached } from './definition.ts'
import type { SpanRecord } from '../otlp/records.ts'

/**
 * Ends with the turn. Where the person stopped it or refused a tool, it has no profile and
 * no tokens. In 0.142 no turn has a profile (observed).
 */
export const turnSpan: Rule<SpanRecord> = (record) => {
  const tokens = number(record, `${spanTokens}.total_tokens`)
  if (tokens === undefined && !isProfiled(record)) return ended(record, 'interrupted')
  return ended(record, tokens === 0 ? 'error' : 'ok')
}

/** A review is done in a conversation of its own, which tells of its tokens itself, and whether it failed. */
export const reviewSpan: Rule<SpanRecord> = (record) =>
  ended(record, isProfiled(record) ? 'ok' : 'interrupted')

const isProfiled = ({ events }: SpanRecord): boolean =>
  events.some(({ name }) => name === 'codex.turn_profile')

function ended(record: SpanRecord, outcome: Outcome): Finding {
  const cacheRead = number(record, `${spanTokens}.cached_input_tokens`)
  return {
    sessionId: text(record, 'thread.id'),
    usage: {
      input: uncached(number(record, `${spanTokens}.input_tokens`), cacheRead),
      output: number(record, `${spanTokens}.output_tokens`),
      cacheRead,
      cacheWrite: number(record, `${spanTokens}.cache_write_input_tokens`),
      reasoning: number(record, `${spanTokens}.reasoning_output_tokens`),
    },
    happening: {
      kind: 'turn_ended',
      evidence: 'turn_end_span',
      outcome,
      // A turn that failed after a reply looks like one that went well: the log of its last call tells.
      provisional: 'shown',
      startedMs: record.startMs,
      promptId: text(record, 'turn.id'),
      turnId: record.traceId === '' ? undefined : record.traceId,
      proves: true,
      hidden: hiddenness(record),
    },
  }
}

export const spanTokens = 'codex.turn.token_usage'

/**
 * The terminal's request for a turn, one of the first spans in that turn's trace. The ids of
 * requests that the program makes for itself, as for a title, begin in a way of their own.
 */
export const turnRequest: Rule<SpanRecord> = (record) => {
  const requestId = text(record, 'rpc.request_id')
  if (requestId === undefined) return undefined
  return { ...activity, ofTrace: 'only', hidesTrace: requestId.startsWith(ownRequest) }
}

const ownRequest = 'temporary-'

/** What a recording keeps of a request's id. */
export const keptOfRequest = (id: string): string =>
  id.startsWith(ownRequest) ? ownRequest : '[removed]'

/**
 * What the turn itself tells, should its request be lost: the thread that makes a title has
 * its one turn 18 to 34 ms after it was made (measured by the times in both ids, which are
 * UUIDv7); a person takes longer, and `codex exec` has no titles.
 */
function hiddenness(record: SpanRecord): 'likely' | 'perhaps' | undefined {
  if (record.resource.serviceName === 'codex_exec') return undefined
  const madeMs = timeOfId(text(record, 'thread.id'))
  const begunMs = timeOfId(text(record, 'turn.id'))
  if (madeMs === undefined || begunMs === undefined) return 'perhaps'
  const delayMs = begunMs - madeMs
  // A prompt on the command line also begins its conversation, some 70 ms after that was made.
  if (delayMs < TITLE_DELAY_MS) return 'likely'
  return delayMs < PROMPT_DELAY_MS ? 'perhaps' : undefined
}

const TITLE_DELAY_MS = 50
const PROMPT_DELAY_MS = 1_000

/** The first 48 bits of a UUIDv7 are Unix milliseconds (RFC 9562). */
function timeOfId(id: string | undefined): number | undefined {
  const [, high, low] = /^([\da-f]{8})-([\da-f]{4})-7/.exec(id ?? '') ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}

/** A request for a tool, by name: all that is told of it before somebody has decided. Some seconds late. */
export const toolRequest: Rule<SpanRecord> = (record) => {
  const name = text(record, 'tool_name')
  if (name === undefined) return undefined
  const tool = bareName(name)
  const decided = decidedTools.has(tool)
  return { ofTrace: 'only', happening: { kind: 'tool_requested', toolId: '', tool, decided } }
}
