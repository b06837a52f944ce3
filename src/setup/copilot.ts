// GitHub Copilot CLI: one environment variable, since it has no setting for telemetry in a file; and its hooks.

import type { AgentSetup } from './agent-setup.ts'
import { copilotHooksFile } from './copilot-hooks.ts'
import { endpointVariable, SHARED_VARIABLE_NOTE, shellFiles } from './shell-variable.ts'

export const copilot: AgentSetup = {
  id: 'copilot',
  title: 'Copilot CLI',
  files: (places) => [...shellFiles(places), copilotHooksFile(places)],
  elsewhere: { variables: [], variablesWin: true, stronger: () => [] },
  variables: endpointVariable,
  notes: [SHARED_VARIABLE_NOTE],
}
