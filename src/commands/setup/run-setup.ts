// What `setup` does, once its flags are parsed.

import { settingFields } from '../../config/settings.ts'
import { appPaths } from '../../runtime/paths.ts'
import type { AgentSetup } from '../../setup/agent-setup.ts'
import { applyPlans, planAgent } from '../../setup/apply.ts'
import { isEndpointOf, isSameEndpoint, toEndpoint, trimEndpoint } from '../../setup/endpoint.ts'
import { isShell } from '../../setup/formats/index.ts'
import { agentSetups } from '../../setup/index.ts'
import { maskUrls, toShown } from '../../setup/mask.ts'
import { toPlaces } from '../../setup/places.ts'
import { type FilePlan, needsChange } from '../../setup/plan.ts'
import { loadRecords, type Records, toRecordsPath } from '../../setup/records.ts'
import { SetupError } from '../../setup/setup-error.ts'
import { undoAgent } from '../../setup/undo.ts'
import { CliError, type CommandIo, EX_USAGE } from '../command.ts'
import { isOfSettings } from '../settings-endpoint.ts'
import type { SetupOptions } from './options.ts'
import { findProgram } from './hook-program.ts'
import { toAppliedText, toPlanText, toUndoneText, toVariablesText } from './texts.ts'

interface Run {
  readonly agent: AgentSetup
  readonly given: SetupOptions
  readonly io: CommandIo
  readonly records: Records
  readonly recordsPath: string
}

/**
 * @throws {SetupError} where something is in the way
 * @throws {CliError} where the agent has no hooks to add
 */
export function runSetup(given: SetupOptions, io: CommandIo): number {
  const agent = agentSetups.find(({ id }) => id === given.agent)
  if (agent === undefined) throw new SetupError(`unknown agent ${given.agent}`)
  const recordsPath = toRecordsPath(appPaths(io.env).stateDir)
  const run = { agent, given, io, records: loadRecords(recordsPath), recordsPath }
  return given.undo ? undo(run) : setUp(run)
}

function undo({ agent, io, records, recordsPath }: Run): number {
  const undone = undoAgent(agent, toPlaces(io.env), records, recordsPath)
  io.stdout.write(toUndoneText(agent, undone))
  return 0
}

function setUp(run: Run): number {
  const { agent, given, io, records } = run
  const places = toPlaces(io.env)
  if (given.hooks && !agent.files(places).some((file) => file.hooks !== undefined)) {
    throw new CliError(
      `${agent.title} has no hooks that setup can add: leave --hooks out`,
      EX_USAGE,
    )
  }
  const endpoint = endpointOf(run)
  const program = findProgram(io.env.PATH)
  const wanted = { endpoint, hooks: given.hooks, program, needsToken: needsToken(run) }
  const plans = planAgent(agent, places, wanted, records)
  io.stdout.write(`${agent.title} sends to ${maskUrls(endpoint)}\n`)
  io.stdout.write(plans.map((plan) => toPlanText(plan)).join(''))
  const lacksFile = agent.variables !== undefined && !plans.some(({ format }) => isShell(format))
  if (agent.variables !== undefined && (!given.apply || lacksFile)) {
    io.stdout.write(toVariablesText(agent.variables(endpoint), lacksFile))
  }
  const isBlocked = !given.force && plans.some(hasConflict)
  const isRight = !plans.some(({ findings }) => findings.some(needsChange))
  if (isRight) io.stdout.write(lacksFile ? '' : '\nNothing to do.\n')
  if (given.apply && !isBlocked) applyAll(run, plans)
  else if (!isRight) io.stdout.write(toNextStep(run, plans, isBlocked))
  warn(run, endpoint)
  return isBlocked || (given.apply && lacksFile) ? 1 : 0
}

const hasConflict = ({ findings }: FilePlan) => findings.some(({ status }) => status === 'conflict')

/** An endpoint that was given is used even where the settings are broken. */
function endpointOf({ given, io }: Run): string {
  return given.endpoint === undefined ? toEndpoint(io.loadSettings()) : trimEndpoint(given.endpoint)
}

/** Whether agents need the token to send there; false for another receiver, of which nothing is known. */
function needsToken({ given, io }: Run): boolean {
  const { settings } = io.resolveSettings()
  if (settings?.token === undefined) return false
  return given.endpoint === undefined || isEndpointOf(given.endpoint, settings)
}

/** Whether hooks go elsewhere: their command reads the settings, and knows nothing of this command line. */
function hasOtherHooks(run: Run, endpoint: string): boolean {
  const { agent, given, io } = run
  if (!given.hooks || (agent.postsHooks === true && !needsToken(run))) return false
  return !isOfSettings(endpoint, io)
}

function applyAll({ agent, io, records, recordsPath }: Run, plans: readonly FilePlan[]): void {
  const applied = applyPlans(agent.id, plans, records, recordsPath)
  io.stdout.write(toAppliedText(agent, applied))
}

function toNextStep(run: Run, plans: readonly FilePlan[], isBlocked: boolean): string {
  const changing = plans.filter(({ findings }) => findings.some(needsChange))
  const obstacles = changing.flatMap(({ obstacle }) => obstacle ?? [])
  if (obstacles.length > 0) return `\n${obstacles.join('\n')}\n`
  if (isBlocked) {
    return '\nNothing was written. --apply --force replaces what is set to something else; --undo brings it back.\n'
  }
  if (isEndpointChosen(run))
    return '\nNothing was written yet: the same command with --apply writes it.\n'
  const { agent, given } = run
  const words = ['otel-ai-monitor setup', agent.id, '--apply', ...(given.hooks ? ['--hooks'] : [])]
  return `\nNothing was written yet: ${words.join(' ')}\n`
}

/** Whether flags have a part in the endpoint, so that the command without them would write another one. */
function isEndpointChosen({ given, io }: Run): boolean {
  if (given.endpoint !== undefined || io.settingsPlace.isFileChosen) return true
  const { originOf } = io.resolveSettings()
  return settingFields.some((field) => originOf(field).startsWith('--'))
}

function warn(run: Run, endpoint: string): void {
  const { agent, given, io } = run
  for (const name of agent.overriddenBy ?? []) {
    const value = io.env[name]
    if (!value || isSameEndpoint(value, endpoint)) continue
    const shown = toShown(value)
    io.stdout.write(`${name} is set to ${shown} in this environment, and wins over the file.\n`)
  }
  if (needsToken(run)) {
    io.stdout.write(
      'The receiver wants its token: give it to the agent in OTEL_EXPORTER_OTLP_HEADERS, as Authorization=Bearer TOKEN.\n',
    )
  }
  if (hasOtherHooks(run, endpoint)) {
    io.stdout.write(
      `The hook command sends to the host and port of the settings, not to ${maskUrls(endpoint)}.\n`,
    )
  }
  const notes = [...(agent.notes ?? []), ...((given.hooks && agent.hookNotes) || [])]
  for (const note of notes) io.stdout.write(`${note}\n`)
}
