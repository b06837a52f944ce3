// Where the settings file is.

import { join } from 'node:path'

/** Names the settings file; the only variable with the prefix that is not a setting. */
export const CONFIG_FILE_ENV = 'OTEL_AI_MONITOR_CONFIG'

export interface SettingsPlace {
  readonly file: string
  /** Whether someone asked for this file, so that its absence is a problem. */
  readonly isFileChosen: boolean
}

/**
 * @param configDir where it is unless somebody names another place
 * @param given on the command line
 */
export function toSettingsPlace(
  env: Readonly<Record<string, string | undefined>>,
  configDir: string,
  given?: string,
): SettingsPlace {
  const chosen = given ?? (env[CONFIG_FILE_ENV] || undefined)
  const file = chosen ?? join(configDir, 'config.json')
  return { file, isFileChosen: chosen !== undefined }
}
