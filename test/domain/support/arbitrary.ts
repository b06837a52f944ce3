// Arbitrary evidence, in any order and at any time, of several agents and sessions.

import * as fc from 'fast-check'
import type { AgentEvent, Happening } from '../../../src/domain/event.ts'
import { beginMs } from './events.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const id = fc.constantFrom('t1', 't2', 't3')
const promptId = maybe(fc.constantFrom('p1', 'p2'))
const pid = fc.constantFrom(11, 12)
const tool = fc.constantFrom('Bash', 'Read', 'Agent')
/** Mostly within minutes, now and then far away, also before the begin. */
const timeMs = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -600_000, max: 4_000_000 }) },
)
const past = maybe(timeMs.map((ms) => beginMs + ms))

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('session_started' as const),
    mention: fc.boolean(),
    replaces: fc.boolean(),
    mayServePrompt: fc.boolean(),
    mayServeTurn: fc.boolean(),
    mayTakeTurn: maybe(fc.constantFrom('held' as const, 'only' as const)),
    mayBeSpawned: fc.boolean(),
    parentId: maybe(fc.constantFrom('a', 'b', 'z')),
    byProcess: fc.constantFrom(false, false, false, false, true),
    mayRunUntold: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('prompt' as const),
    promptId,
    asksTold: fc.boolean(),
    endTold: fc.boolean(),
    again: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('model_call_started' as const),
    begins: fc.boolean(),
    byAnswer: fc.boolean(),
    promptId,
  }),
  fc.record({ kind: fc.constant('model_output' as const), tool: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('first_token' as const, 'activity' as const) }),
  fc.record({
    kind: fc.constant('model_call_ended' as const),
    callId: maybe(id),
    promptId,
    startedMs: past,
    tools: maybe(fc.boolean()),
    text: fc.constantFrom('follows' as const, undefined),
    visibleTokens: maybe(fc.nat(40)),
    decisionsTold: fc.boolean(),
    sub: fc.boolean(),
    secondary: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('model_text' as const), callId: maybe(id) }),
  fc.record({ kind: fc.constant('model_call_failed' as const), final: fc.boolean(), promptId }),
  fc.record({ kind: fc.constant('failure_foretold' as const) }),
  fc.record({ kind: fc.constant('sub_agent_foretold' as const), toolId: id }),
  fc.record({
    kind: fc.constant('tool_started' as const),
    toolId: id,
    tool,
    byUser: fc.boolean(),
    delegates: fc.boolean(),
    endIsTold: fc.boolean(),
    sub: fc.boolean(),
    ahead: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('tool_requested' as const),
    toolId: id,
    tool,
    decided: fc.boolean(),
    beside: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('tool_ended' as const),
    toolId: id,
    tool,
    ok: fc.boolean(),
    leaves: fc.subarray(['x', 'y']),
    collects: fc.subarray(['x', 'y']),
    spawned: maybe(fc.constantFrom('a', 'b', 'z', { forMs: 60_000 })),
    ahead: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('tool_refused' as const), toolId: id, tool, byUser: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('hook_started' as const, 'hook_ended' as const),
    hook: fc.constantFrom('Stop', 'PreToolUse'),
  }),
  fc.record({ kind: fc.constant('blocked' as const), what: tool, questionId: maybe(id) }),
  fc.record({ kind: fc.constant('unblocked' as const), startedMs: past, all: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom(
      'unblocked' as const,
      'turn_end_promised' as const,
      'sub_agent_ended' as const,
    ),
  }),
  fc.record({
    kind: fc.constant('turn_ended' as const),
    evidence: fc.constantFrom('turn_end_span', 'stop_hook'),
    onlyGoodEnds: fc.boolean(),
    outcome: maybe(fc.constantFrom('ok', 'error', 'interrupted', 'denied', 'void')),
    startedMs: past,
    proves: fc.boolean(),
    hidden: fc.constantFrom(undefined, 'surely' as const, 'likely' as const, 'perhaps' as const),
    lingerMs: fc.constantFrom(0, 500),
    ifRefused: fc.constantFrom(undefined, 'only' as const, 'not' as const),
    delegated: fc.constantFrom(undefined, 'run' as const, 'may_run' as const, 'over' as const),
    sure: fc.boolean(),
    provisional: fc.constantFrom(undefined, 'shown' as const, 'withheld' as const),
  }),
  fc.record({ kind: fc.constantFrom('process_found' as const, 'input' as const) }),
  fc.record({
    kind: fc.constant('session_ended' as const),
    reason: fc.constantFrom('exited', 'superseded', 'killed:SIGKILL'),
    ahead: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('process_started' as const), pid, name: tool }),
  fc.record({
    kind: fc.constantFrom('process_ended' as const, 'terminal_unblocked' as const),
    pid,
  }),
  fc.record({
    kind: fc.constant('terminal_blocked' as const),
    pid,
    name: tool,
    self: fc.boolean(),
  }),
)

const amount = fc.oneof(fc.nat(10_000), fc.constantFrom(-5, Number.NaN, Number.MAX_VALUE))

const arbitraryEvent: fc.Arbitrary<AgentEvent> = fc.record({
  agent: fc.constantFrom('claude-code', 'codex'),
  sessionId: fc.constantFrom('a', 'b', 'c', 'd', ''),
  timeMs: timeMs.map((ms) => beginMs + ms),
  arrivalMs: timeMs.map((ms) => beginMs + ms),
  delayMs: fc.integer({ min: -1000, max: 10_000 }),
  origin: fc.constantFrom('', '1', '2'),
  recordId: fc.constantFrom('', 'k1', 'k2', 'k3', 'k4', 'k5'),
  sequence: maybe(fc.nat(50)),
  about: maybe(fc.constantFrom({ model: 'm1' }, { model: 'm2', cwd: '/a' }, { cwd: undefined })),
  usage: maybe(
    fc.record({
      source: fc.constantFrom('logs' as const, 'traces' as const, 'metrics' as const),
      amount: fc.record({ input: amount, output: amount, costUsd: maybe(amount) }),
    }),
  ),
  counters: maybe(fc.record({ toolCalls: amount, errors: amount })),
  helper: fc.boolean(),
  promisesTurnEnd: fc.boolean(),
  traceId: fc.constantFrom('', 't1', 't2'),
  happening,
})

/** What the shell does to the state machine. Times are Unix ms. */
export type Step =
  | { readonly kind: 'apply'; readonly events: readonly AgentEvent[] }
  | { readonly kind: 'sweep'; readonly atMs: number }
  /** Looks when the next deadline says so, several times over. */
  | { readonly kind: 'meet_deadlines'; readonly times: number }
  | { readonly kind: 'acknowledge'; readonly atMs: number }

const whenMs = timeMs.map((ms) => beginMs + ms)

/** Events arrive when they like, in any order. */
export const arbitrarySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('apply' as const),
        events: fc.array(arbitraryEvent, { maxLength: 6 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('sweep' as const), atMs: whenMs }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('meet_deadlines' as const),
        times: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), atMs: whenMs }),
    },
  ),
  { maxLength: 40 },
)

/** As it is in truth: this machine's clock never runs backwards. */
export const orderedSteps: fc.Arbitrary<Step[]> = arbitrarySteps.map((steps) => {
  let nowMs = beginMs
  return steps.map((step): Step => {
    const stepMs =
      step.kind === 'apply' ? step.events[0]?.arrivalMs : 'atMs' in step ? step.atMs : 0
    nowMs += Math.abs((stepMs ?? 0) - beginMs) % 20_000
    if (step.kind === 'meet_deadlines') return step
    if (step.kind !== 'apply') return { ...step, atMs: nowMs }
    const arrivalMs = nowMs
    return { ...step, events: step.events.map((event) => ({ ...event, arrivalMs })) }
  })
})
