// The scenarios: what a person and a model do, and what is true at each step.

import type { Step } from './harness/steps.ts'
import { agents } from './scenarios/agents.ts'
import { answers } from './scenarios/answers.ts'
import { editors } from './scenarios/editors.ts'
import { questions } from './scenarios/questions.ts'
import { several } from './scenarios/several.ts'
import { stops } from './scenarios/stops.ts'
import type { Knowledge } from './types.ts'
import type { VariantId } from './variants.ts'

export interface Scenario {
  readonly id: string
  /** As the results table has it. */
  readonly title: string
  /** The folders in which its clients run; one client in one folder where it is left out. */
  readonly projects?: readonly string[]
  /** Without a terminal; the first step is the prompt it is started with. */
  readonly headless?: true
  /** Held by an editor; its last step closes that. */
  readonly editor?: true
  /** Whether the clients have an MCP server. */
  readonly mcpServer?: true
  /** Whether a hook of the person's makes the agent go on where its first turn ends. */
  readonly endHook?: true
  /** Whether the daemon runs from the start. */
  readonly startsWithout?: 'daemon'
  /** The daemon's settings, by their names in the environment, where they are not those it comes with. */
  readonly settings?: Readonly<Record<`OTEL_AI_MONITOR_${string}`, string>>
  readonly steps: readonly Step[]
  /** Signals beside the recommended ones with which it is played. */
  readonly variants?: readonly VariantId[]
  /** Clients that cannot play it, and why. */
  readonly without?: Readonly<Record<string, string>>
  /** What can be known here and not elsewhere, or the other way round: by client, or by client and signals. */
  readonly knowledge?: Readonly<Record<string, Partial<Knowledge>>>
  /** Part of the short run. */
  readonly representative?: true
}

export const scenarios: readonly Scenario[] = [
  ...answers,
  ...agents,
  ...questions,
  ...stops,
  ...several,
  ...editors,
]
