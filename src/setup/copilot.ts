// GitHub Copilot CLI: one environment variable; it has no setting for telemetry in a file.

import type { AgentSetup } from './agent-setup.ts'
import { endpointVariable, SHARED_VARIABLE_NOTE, shellFiles } from './shell-variable.ts'

export const copilot: AgentSetup = {
  id: 'copilot',
  title: 'Copilot CLI',
  files: shellFiles,
  variables: endpointVariable,
  notes: [SHARED_VARIABLE_NOTE],
}
