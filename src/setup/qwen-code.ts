// Qwen Code: the `telemetry` block of its settings, where each signal may have an endpoint of its own.

import { join } from 'node:path'
import { toProgramDirectory } from '../runtime/program-directory.ts'
import type { AgentSetup, Entry } from './agent-setup.ts'
import { isSameEndpoint } from './endpoint.ts'
import { toPostEntry, toRunEntry } from './hook-elements.ts'
import { telemetry, telemetryBlock, telemetryVariables } from './telemetry-block.ts'

const own =
  (endpoint: string) =>
  (signal: string): Entry =>
    telemetry(`otlp${signal}Endpoint`, undefined, {
      accepts: (current) => isSameEndpoint(current, `${endpoint}/v1/${signal.toLowerCase()}`),
      off: [''],
    })

const HOOKS = [
  'UserPromptSubmit',
  'PermissionRequest',
  'PreToolUse',
  'Stop',
  'StopFailure',
  'SessionStart',
  'SessionEnd',
]

const directory = { variable: 'QWEN_HOME', folder: '.qwen' }

export const qwenCode: AgentSetup = {
  id: 'qwen-code',
  title: 'Qwen Code',
  files: (places) => [
    {
      format: 'json',
      candidates: [join(toProgramDirectory(directory, places), 'settings.json')],
      entries: (endpoint) => [
        ...telemetryBlock(endpoint),
        ...['Logs', 'Metrics', 'Traces'].map(own(endpoint)),
      ],
      hooks: ({ endpoint, program, needsToken }) =>
        HOOKS.map(
          needsToken ? toRunEntry('qwen-code', program) : toPostEntry('qwen-code', endpoint),
        ),
    },
  ],
  elsewhere: {
    variables: telemetryVariables('QWEN'),
    variablesWin: true,
    stronger: (cwd) => [join(cwd, '.qwen', 'settings.json')],
  },
  postsHooks: true,
  overriddenBy: ['QWEN_TELEMETRY_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
}
