// What a sink is given by the daemon.

import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/log.ts'
import type { AppPaths } from '../runtime/paths.ts'

/** Which sessions to acknowledge; conditions given together must all hold. */
export interface AckQuery {
  /** A whole session id. */
  readonly session_id?: string | undefined
  readonly tool?: string | undefined
  readonly all?: true | undefined
}

/** The daemon's side of a sink; all of it is cheap and none of it throws. */
export interface SinkContext {
  readonly clock: Clock
  readonly log: Logger
  readonly paths: AppPaths
  readonly version: string
  /** A `session_list` of this moment, ending in "\n"; what a new reader sees first. */
  snapshotLine(): string
  /** What GET /health answers, as an object for JSON. */
  health(): object
  /** @returns how many sessions were acknowledged */
  acknowledge(query: AckQuery): number
}
