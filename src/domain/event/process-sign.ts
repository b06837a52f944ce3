// What is seen of a session's processes: by the kernel, but for one sign.

/** It moves no turn by itself: it is kept beside the telemetry, and says what silence means. */
export type ProcessSign =
  /** The agent started a process of its own, or that one now runs another program. */
  | { readonly kind: 'process_started'; readonly pid: number; readonly name: string }
  | { readonly kind: 'process_ended'; readonly pid: number }
  /** A read of the agent's terminal waits for a key; `self` where the agent itself reads. */
  | {
      readonly kind: 'terminal_blocked'
      readonly pid: number
      readonly name: string
      readonly self: boolean
    }
  | { readonly kind: 'terminal_unblocked'; readonly pid: number }
  /** A key was pressed in the agent's terminal, or its file shows that a command was typed: the person is there. */
  | { readonly kind: 'input' }

const kinds = new Set<string>([
  'process_started',
  'process_ended',
  'terminal_blocked',
  'terminal_unblocked',
  'input',
] satisfies ProcessSign['kind'][])

/** Whether it is one of these. */
export const isProcessSign = (happening: { readonly kind: string }): happening is ProcessSign =>
  kinds.has(happening.kind)
