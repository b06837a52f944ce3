// What every part that finds out about sessions works with.

import type { AgentEvent } from '../domain/event.ts'
import type { WindowFinder } from '../host/focus/windows.ts'
import type { Proc } from '../host/proc.ts'
import type { ProcessWatch } from '../host/process-watch.ts'
import type { Clock } from '../runtime/clock.ts'

export interface IdentityContext {
  readonly clock: Clock
  readonly proc: Proc
  readonly watch: ProcessWatch
  readonly findWindow: WindowFinder
  /** Takes in what was found out, as events. */
  readonly give: (events: readonly AgentEvent[]) => void
}
