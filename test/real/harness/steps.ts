// What scenarios are made of: things a person does, things to wait for, and what is true from then on.

import type { ModelEntry } from '../types.ts'
import type { Truth } from './truth.ts'

interface Common {
  /** Which of the scenario's clients; the first where it is left out. */
  readonly by?: number
  /** What is true from the moment of this step. */
  readonly now?: Truth
}

export type Step = Common &
  (
    | { readonly kind: 'prompt'; readonly words: string }
    /** Waits for the next such entry of the model's diary. */
    | {
        readonly kind: 'model'
        readonly entry: ModelEntry['kind']
        readonly caller: ModelEntry['by']
      }
    | { readonly kind: 'screen'; readonly shows: 'asks' | 'ready' }
    | { readonly kind: 'press'; readonly what: 'approve' | 'reject' | 'interrupt' }
    | {
        readonly kind: 'command'
        readonly what: 'quit' | 'clear' | 'new' | 'compact' | 'init' | 'review'
      }
    /** Takes the conversation back to its last prompt, which is another one from then on. */
    | { readonly kind: 'back' }
    /** Starts the client anew, to go on with the conversation that has ended. */
    | { readonly kind: 'resume' }
    | { readonly kind: 'pause'; readonly ms: number }
    | { readonly kind: 'end'; readonly how: 'kill' | 'close' }
    | { readonly kind: 'daemon'; readonly what: 'start' | 'stop' | 'hang' | 'resume' }
    /** Waits until all that can be known has been told. */
    | { readonly kind: 'settle' }
    /** Waits until the client's process is gone. */
    | { readonly kind: 'exit' }
  )

export const working: Truth = { state: 'working' }
export const waiting: Truth = { state: 'waiting' }
const over = (outcome: 'ok' | 'error' | 'interrupted' | 'denied'): Truth => ({
  state: 'completed',
  outcome,
})
export const ended = {
  ok: over('ok'),
  error: over('error'),
  interrupted: over('interrupted'),
  denied: over('denied'),
} as const
const gone: Truth = { state: 'gone' }

export const prompt = (words: string): Step => ({ kind: 'prompt', words, now: working })
/** Words that change nothing at once: a headless client works once it asks its model, and one at work goes on. */
export const typed = (words: string): Step => ({ kind: 'prompt', words })
export const model = (entry: ModelEntry['kind'], now?: Truth): Step => ({
  kind: 'model',
  entry,
  caller: 'person',
  ...(now && { now }),
})
/** A call that a sub-agent of the conversation makes. */
export const helper = (entry: ModelEntry['kind'], now?: Truth): Step =>
  ({
    ...model(entry, now),
    caller: 'agent',
  }) as Step
export const screen = (shows: 'asks' | 'ready', now?: Truth): Step => ({
  kind: 'screen',
  shows,
  ...(now && { now }),
})
export const approve: Step = { kind: 'press', what: 'approve', now: working }
/** Of two questions the first: the second is there at once. */
export const approveFirst: Step = { kind: 'press', what: 'approve' }
export const reject: Step = { kind: 'press', what: 'reject', now: ended.denied }
/** Of a question that is not about a tool: the turn goes on. */
export const decline: Step = { kind: 'press', what: 'reject', now: working }
export const interrupt: Step = { kind: 'press', what: 'interrupt', now: ended.interrupted }
export const pause = (ms: number): Step => ({ kind: 'pause', ms })
export const daemon = (what: 'start' | 'stop' | 'hang' | 'resume'): Step => ({
  kind: 'daemon',
  what,
})
export const kill: Step = { kind: 'end', how: 'kill', now: gone }
/** The client stops what it does, and ends. */
export const closeTerminal: Step = { kind: 'end', how: 'close', now: ended.interrupted }
/** Closes the editor that holds it. */
export const leave: Step = { kind: 'end', how: 'close' }
export const exit: Step = { kind: 'exit', now: gone }
export const settle: Step = { kind: 'settle' }
export const quit: readonly Step[] = [settle, { kind: 'command', what: 'quit' }, exit]
/** The conversation is over, and the next one begins in the same process. */
export const renew = (what: 'clear' | 'new'): Step => ({ kind: 'command', what, now: gone })
export const compact: Step = { kind: 'command', what: 'compact', now: working }

/** A command of the program's own that is a prompt for the model. */
export const init: Step = { kind: 'command', what: 'init', now: working }
export const review: Step = { kind: 'command', what: 'review', now: working }
/** A call that the program makes for itself, as for a review. */
export const byProgram = (entry: ModelEntry['kind'], now: Truth): Step =>
  ({ ...model(entry, now), caller: 'program' }) as Step
export const back: Step = { kind: 'back' }
export const resume: Step = { kind: 'resume' }

/** The same step, done by another of the scenario's clients. */
export const by = (number: number, step: Step): Step => ({ ...step, by: number })

/** A whole turn that comes to a good end. */
export const turn = (words: string): readonly Step[] => [
  prompt(words),
  model('text_done', ended.ok),
]
