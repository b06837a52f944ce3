// What the hooks of several agents say: the same names and nearly the same fields as Claude Code's.

import type { About, AgentEvent, Happening, TurnEnded } from '../../domain/event.ts'
import { MAX_ID_LENGTH, own } from '../definition.ts'
import { toModelName } from '../model-name.ts'

/** The fields of a hook's JSON that are read, where they are plain values. */
export type HookFields = Readonly<Record<string, string | number | boolean>>

/** What one hook says of one session. */
export type HookFinding = Pick<AgentEvent, 'sessionId' | 'happening'> & { readonly about: About }

type Rule = (fields: HookFields) => Happening

/** By `hook_event_name`; all others show that the session is alive, no more. */
export type HookRules = Readonly<Record<string, Rule>>

/** Texts of people and models are in other fields, and are never read. */
export const commonFields: readonly string[] = [
  'agent_id',
  'cwd',
  'hook_event_name',
  'model',
  'pid',
  'reason',
  'session_id',
  'timestamp',
  'tool_name',
  'tool_use_id',
]

const activity: Happening = { kind: 'activity' }

/** A field that is a text and not empty. */
export const text = (fields: HookFields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const turnEnd = (evidence: string, outcome: 'ok' | 'error' | 'interrupted'): TurnEnded => ({
  kind: 'turn_ended',
  evidence,
  outcome,
  onlyGoodEnds: true,
  lingerMs: 1000,
})

const isOfSub = (fields: HookFields): boolean => text(fields, 'agent_id') !== undefined

/** Sub-agents have turns of their own, within the session's. */
const ofMain =
  (happening: Happening): Rule =>
  (fields) =>
    isOfSub(fields) ? activity : happening

/** Ends the question about that tool, and no other: tools run side by side. */
const toolEnded =
  (ok: boolean): Rule =>
  (fields) => {
    const toolId = text(fields, 'tool_use_id')
    if (toolId === undefined) return { kind: 'unblocked' }
    const sub = isOfSub(fields)
    return { kind: 'tool_ended', toolId, tool: text(fields, 'tool_name') ?? 'tool', ok, sub }
  }

/**
 * What the hooks of all these agents say.
 * @param promptId the field that names the turn
 */
export const commonRules = (promptId: string) =>
  ({
    SessionStart: () => ({ kind: 'session_started' }),
    // A program that ends sends its last telemetry once its hooks have run.
    SessionEnd: (fields) =>
      replacing.has(text(fields, 'reason') ?? '')
        ? { kind: 'session_ended', reason: 'superseded' }
        : { kind: 'session_ended', reason: 'exited', ahead: true },
    UserPromptSubmit: (fields) =>
      ofMain({ kind: 'prompt', promptId: text(fields, promptId) })(fields),
    PermissionRequest: (fields) => ({ kind: 'blocked', what: text(fields, 'tool_name') ?? 'tool' }),
    PostToolUse: toolEnded(true),
    PostToolUseFailure: toolEnded(false),
    Stop: ofMain({ ...turnEnd('stop_hook', 'ok'), amongHooks: true }),
    StopFailure: ofMain(turnEnd('stop_failure_hook', 'error')),
    Interrupt: ofMain(turnEnd('interrupt_hook', 'interrupted')),
  }) satisfies HookRules

/** The program goes on with another session. */
const replacing = new Set(['clear', 'resume'])

/** @returns undefined where it is no hook, or names no session */
export function readHook(rules: HookRules, fields: HookFields): HookFinding | undefined {
  const name = text(fields, 'hook_event_name')
  const sessionId = toSessionId(fields.session_id)
  if (name === undefined || sessionId === undefined) return undefined
  const happening = own(rules, name)?.(fields) ?? activity
  return { sessionId, happening, about: aboutOf(fields) }
}

/** One agent's hooks: by which rules they are read, and which fields besides the common ones. */
export const toHooks = <Agent extends string>(
  agent: Agent,
  rules: HookRules,
  ...fields: readonly string[]
) => ({
  agent,
  fields: [...commonFields, ...fields],
  read: (given: HookFields): HookFinding | undefined => readHook(rules, given),
})

/** @returns undefined for what is none, or too long for one */
export function toSessionId(value: unknown): string | undefined {
  const isId = typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH
  return isId ? value : undefined
}

/** What a hook tells of its session besides what happened. */
function aboutOf(fields: HookFields): About {
  const { pid } = fields
  const model = text(fields, 'model')
  // A sub-agent may use another model, in another directory.
  const isMain = !isOfSub(fields)
  return {
    cwd: isMain ? text(fields, 'cwd') : undefined,
    model: isMain && model !== undefined ? toModelName(model) : undefined,
    pid: typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined,
  }
}
