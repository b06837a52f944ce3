// opencode: the endpoint from the environment, and the spans of model calls by its configuration.

import { join } from 'node:path'
import type { AgentSetup, SettingsFile } from './agent-setup.ts'
import { endpointVariable, SHARED_VARIABLE_NOTE, shellFiles } from './shell-variable.ts'

/** It reads all three, the first one last, and writes to the first that exists. */
const NAMES = ['opencode.jsonc', 'opencode.json', 'config.json']

const configFile = (configHome: string): SettingsFile => ({
  format: 'json',
  candidates: NAMES.map((name) => join(configHome, 'opencode', name)),
  entries: () => [{ path: ['experimental', 'openTelemetry'], value: true, off: [false] }],
})

export const opencode: AgentSetup = {
  id: 'opencode',
  title: 'opencode',
  files: (places) => [configFile(places.configHome), ...shellFiles(places)],
  elsewhere: {
    variables: [],
    variablesWin: true,
    stronger: (cwd) => [join(cwd, 'opencode.json'), join(cwd, 'opencode.jsonc')],
  },
  variables: endpointVariable,
  notes: [SHARED_VARIABLE_NOTE],
}
