// Tells where an agent works: its directory, project, and the terminal that shows it.

import { commandLineOf } from './command-line.ts'
import { lookUpProject } from './project-lookup.ts'
import { createProc, type Proc, type ProcessId, type ProcessStat } from './proc.ts'
import { findSurroundings, type Surroundings } from './surroundings.ts'

/** What is not known is left out, never guessed. */
export interface Location extends Surroundings {
  /** The process that the user started: some agents work in a child of it. */
  readonly launcher: ProcessId
  readonly cwd?: string
  /** I3PM_PROJECT_NAME if set, else the name of the working tree's top directory. */
  readonly project?: string
}

export interface LocateOptions {
  readonly proc?: Proc
  readonly home?: string
}

const PROJECT_NAME = 'I3PM_PROJECT_NAME'

/** @returns undefined where the process has ended */
export async function locate(
  process: ProcessId,
  { proc = createProc(), home }: LocateOptions = {},
): Promise<Location | undefined> {
  const cwd = proc.workingDirectory(process.pid)
  const given = proc
    .environment(process.pid, new Set([PROJECT_NAME]))
    ?.get(PROJECT_NAME)
    ?.trim()
  const surroundings = findSurroundings(proc, process.pid)
  const launcher = findLauncher(proc, process)
  // Asked last: all of the above was that process's only if it still lives.
  if (proc.existence(process) !== 'running') return undefined
  const project = given || (cwd?.startsWith('/') ? await lookUpProject(cwd, home) : undefined)
  return {
    launcher,
    ...(cwd === undefined ? {} : { cwd }),
    ...(project === undefined ? {} : { project }),
    ...surroundings,
  }
}

/** Node agents that need other flags start themselves again: same terminal, program and script. */
function findLauncher(proc: Proc, process: ProcessId): ProcessId {
  let launcher = proc.stat(process.pid)
  if (!launcher) return process
  for (
    let parent = proc.stat(launcher.parentPid);
    parent && isLauncherOf(proc, parent, launcher);
    parent = proc.stat(parent.parentPid)
  )
    launcher = parent
  return { pid: launcher.pid, startTime: launcher.startTime }
}

function isLauncherOf(proc: Proc, parent: ProcessStat, child: ProcessStat): boolean {
  const executable = proc.executable(parent.pid)
  if (parent.ttyNumber !== child.ttyNumber || executable !== proc.executable(child.pid))
    return false
  const { script } = commandLineOf(proc, parent.pid)
  return script !== undefined && proc.arguments(child.pid)?.includes(script) === true
}
