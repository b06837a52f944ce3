// What the daemon is given at its start.

import type { Settings } from '../config/settings.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/log.ts'
import type { AppPaths } from '../runtime/paths.ts'
import type { RawRequest } from '../sources/otlp-http.ts'

export interface DaemonOptions {
  readonly settings: Settings
  readonly paths: AppPaths
  readonly clock: Clock
  readonly log: Logger
  readonly version: string
  /** Says where agents keep their files. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A socket that the service manager listens on already. */
  readonly listenFd?: number | undefined
  /** Told the sessions by state at every change. */
  readonly onStatus?: ((status: string) => void) | undefined
  /** Sees every request's body as it came, for `record`. */
  readonly onRequest?: (request: RawRequest) => void
}
