// Reads the settings that a running agent was started with, from its environment and its files.

import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { agents } from '../../agents/index.ts'
import { placeVariableOf } from '../../agents/live/index.ts'
import type { Proc } from '../../host/proc.ts'
import { quoteWord } from '../../runtime/quote-word.ts'
import type { AgentSetup, Entry, Places, SettingsFile } from '../../setup/agent-setup.ts'
import { readDiskFile } from '../../setup/disk-file.ts'
import { formats, isShell } from '../../setup/formats/index.ts'
import { toPlaces } from '../../setup/places.ts'
import { findFlaws, type Flaw, type Layer, toVariableLayer } from './effective-settings.ts'
import type { RunningAgent } from './running-agents.ts'

export interface AgentTelemetry {
  readonly setup: AgentSetup
  readonly flaws: readonly Flaw[]
  /** Files that cannot be read, and why. */
  readonly problems: readonly string[]
  /** When a file was last changed, in Unix milliseconds; 0 where there is none. */
  readonly changedMs: number
  /** False where the process hides its environment. */
  readonly isEnvironmentKnown: boolean
  /** Assignments with which setup finds the files of that process, each with a space; '' where it does so by itself. */
  readonly assignments: string
}

/** The variables by which agents find their files. */
const PLACE_VARIABLES = [
  'HOME',
  'XDG_CONFIG_HOME',
  ...agents.flatMap(({ id }) => placeVariableOf(id) ?? []),
]

/** @param env this program's, for the agent's files where the process hides its own */
export function readAgentTelemetry(
  agent: RunningAgent,
  endpoint: string,
  proc: Proc,
  env: Places['env'],
): AgentTelemetry {
  const { setup } = agent
  const names = [...PLACE_VARIABLES, ...variablesOf(setup, endpoint)]
  const theirs = proc.environment(agent.pid, new Set(names))
  const own = theirs === undefined ? env : Object.fromEntries(theirs)
  const places = withShell(toPlaces(own))
  const [flaws, problems, changed]: [Flaw[], string[], number[]] = [[], [], [0]]
  for (const file of setup.files(places)) {
    const entries = file.entries(endpoint)
    const variables = toVariableLayers(setup, entries, theirs ?? new Map())
    const files = readLayers(file, agent, problems, changed)
    const { variablesWin } = setup.elsewhere
    flaws.push(
      ...findFlaws(entries, variablesWin ? [...files, ...variables] : [...variables, ...files]),
    )
  }
  return {
    setup,
    flaws,
    problems,
    changedMs: Math.max(...changed),
    isEnvironmentKnown: theirs !== undefined,
    assignments: toAssignments(setup, own, env),
  }
}

/** Any shell that setup knows will do: its start-up file is not read, only the variable in it is looked up. */
const withShell = (places: Places): Places => ({ ...places, shell: 'bash' })

function toAssignments(setup: AgentSetup, own: Places['env'], env: Places['env']): string {
  const filesBy = (places: Places['env']) =>
    setup.files(withShell(toPlaces(places))).flatMap(({ candidates }) => candidates)
  if (isDeepStrictEqual(filesBy(own), filesBy(env))) return ''
  return PLACE_VARIABLES.filter((name) => (own[name] ?? '') !== (env[name] ?? ''))
    .map((name) => `${name}=${quoteWord(own[name] ?? '')} `)
    .join('')
}

/** The variables that concern the telemetry; nothing else of the environment is read. */
function variablesOf(setup: AgentSetup, endpoint: string): readonly string[] {
  const places = withShell(toPlaces({ HOME: '/' }))
  const entries = setup.files(places).flatMap((file) => file.entries(endpoint))
  return [
    ...setup.elsewhere.variables.map(([name]) => name),
    ...entries.flatMap((entry) => variableOf(entry) ?? []),
  ]
}

/** The variable that an entry names itself: `env.NAME` in Claude Code's file, `NAME` for a shell. */
function variableOf({ path }: Entry): string | undefined {
  const name = path.length === 1 || path[0] === 'env' ? path.at(-1) : undefined
  return name !== undefined && /^[A-Z_]+$/.test(name) ? name : undefined
}

function toVariableLayers(
  { elsewhere }: AgentSetup,
  entries: readonly Entry[],
  theirs: ReadonlyMap<string, string>,
): readonly Layer[] {
  const own = entries.flatMap((entry) => {
    const name = variableOf(entry)
    const text = name === undefined ? undefined : theirs.get(name)
    if (name === undefined || text === undefined) return []
    // One that must not be set cannot be overruled by a file.
    return [toVariableLayer(name, text, entry, entry.value === undefined)]
  })
  const mapped = elsewhere.variables.flatMap(([name, path]) => {
    const text = theirs.get(name)
    const entry = entries.find((other) => other.path.join('.') === path.join('.'))
    return text === undefined || entry === undefined
      ? []
      : [toVariableLayer(name, text, entry, true)]
  })
  return [...own, ...mapped]
}

/**
 * The weakest first. In the home directory a project's file is the user's own, and is read once.
 * A shell's file says nothing of a process that runs already: its environment does.
 */
function readLayers(
  { format, candidates }: SettingsFile,
  { setup, cwd }: RunningAgent,
  problems: string[],
  changed: number[],
): readonly Layer[] {
  if (isShell(format)) return []
  const stronger = cwd === undefined ? [] : setup.elsewhere.stronger(cwd)
  const seen = new Set<string>()
  return [...new Set([...candidates.toReversed(), ...stronger])].flatMap((path) => {
    try {
      const { exists, text, realPath } = readDiskFile(path)
      if (!exists || seen.has(realPath)) return []
      seen.add(realPath)
      changed.push(statSync(realPath).mtimeMs)
      const isStronger = !candidates.includes(path)
      const values = formats[format].parse(text)
      return [{ origin: path, isVariable: false, isStronger, values }]
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      problems.push(message.includes(path) ? message : `${path}: ${message}`)
      return []
    }
  })
}
