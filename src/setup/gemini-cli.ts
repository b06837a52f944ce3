// Gemini CLI: the `telemetry` block of its settings; spans come with it.

import { join } from 'node:path'
import { toProgramDirectory } from '../runtime/program-directory.ts'
import type { AgentSetup } from './agent-setup.ts'
import { toRunEntry } from './hook-elements.ts'
import { telemetry, telemetryBlock, telemetryVariables } from './telemetry-block.ts'

const HOOKS = [
  'BeforeAgent',
  'Notification',
  'AfterTool',
  'AfterAgent',
  'SessionStart',
  'SessionEnd',
]

const directory = { homeVariable: 'GEMINI_CLI_HOME', folder: '.gemini' }

export const geminiCli: AgentSetup = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  files: (places) => [
    {
      format: 'json',
      candidates: [join(toProgramDirectory(directory, places), 'settings.json')],
      entries: (endpoint) => [
        ...telemetryBlock(endpoint),
        telemetry('useCollector', true, { off: [false] }),
      ],
      hooks: ({ program }) => HOOKS.map(toRunEntry('gemini-cli', program)),
    },
  ],
  elsewhere: {
    variables: telemetryVariables('GEMINI'),
    variablesWin: true,
    stronger: (cwd) => [join(cwd, '.gemini', 'settings.json')],
  },
  overriddenBy: ['GEMINI_TELEMETRY_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
}
