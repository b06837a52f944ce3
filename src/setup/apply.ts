// Sets an agent up: every file is planned before the first one is written.

import { rmSync } from 'node:fs'
import type { AgentSetup, HookTarget, Places, SettingsFile } from './agent-setup.ts'
import { type Backup, backUp } from './backups.ts'
import { type DiskFile, findObstacle, readDiskFile } from './disk-file.ts'
import { MalformedError } from './formats/format.ts'
import { type FormatId, formats } from './formats/index.ts'
import { type FilePlan, judge, needsChange, planFile } from './plan.ts'
import { hashOf, type Records, saveRecords } from './records.ts'
import { replaceDiskFile } from './replace-file.ts'
import { SetupError } from './setup-error.ts'
import { toRecord } from './to-record.ts'

/** What the user asks for. */
interface Wanted extends HookTarget {
  readonly hooks: boolean
}

/** A file that was written. */
export interface AppliedFile {
  readonly path: string
  readonly format: FormatId
  /** Where the text is that was overwritten; undefined where there was none but this program's own. */
  readonly backup: string | undefined
}

/**
 * @returns a plan for each file of which something is wanted
 * @throws {SetupError} where one cannot be read or edited
 */
export function planAgent(
  agent: AgentSetup,
  places: Places,
  wanted: Wanted,
  records: Records,
): readonly FilePlan[] {
  const plans = agent.files(places).map((settings) => {
    const file = readFirst(settings)
    // What was written to a file that is gone is gone too.
    const record = file.exists ? records[file.path] : undefined
    const format = formats[settings.format]
    const plan = namingFile(file.path, () => {
      const values = format.parse(file.text)
      const hooks = (settings.hooks?.(wanted) ?? []).filter(
        // Hooks that were added before are kept up to date without being asked for again.
        (entry) => wanted.hooks || judge(entry, values, record).status === 'ours',
      )
      const entries = [...hooks, ...settings.entries(wanted.endpoint)]
      return planFile(format, file.text, entries, record)
    })
    const obstacle = findObstacle(file, places.env.NIX_STORE_DIR)
    return { ...plan, file, format: settings.format, record, obstacle }
  })
  return plans.filter(({ findings }) => findings.length > 0)
}

/**
 * Writes what was planned, conflicts included; the records first, so that all that was written
 * can be taken back.
 * @returns the files that were changed
 * @throws {SetupError} where a file must not be written; then none was
 */
export function applyPlans(
  agentId: string,
  plans: readonly FilePlan[],
  records: Records,
  recordsPath: string,
): readonly AppliedFile[] {
  const changing = plans.filter(({ findings }) => findings.some(needsChange))
  const blocked = changing.find(({ obstacle }) => obstacle !== undefined)
  if (blocked?.obstacle !== undefined) throw new SetupError(blocked.obstacle)
  let current = shareRecords(agentId, plans, records)
  if (current !== records) saveRecords(recordsPath, current)
  return changing.map((plan) => {
    const { file, format, record } = plan
    // A file that is as this program left it needs no copy: one was made before, or there was no file.
    const isAsLeft = record?.sha256 === hashOf(file.text)
    const backup = isAsLeft ? undefined : backUp(file)
    current = applyPlan(agentId, plan, backup, current, recordsPath)
    return { path: file.path, format, backup: backup?.path }
  })
}

function applyPlan(
  agentId: string,
  plan: FilePlan,
  backup: Backup | undefined,
  records: Records,
  recordsPath: string,
): Records {
  const { file, text } = plan
  const isBackedUp = backup?.isNew === true
  const updated = { ...records, [file.path]: toRecord(agentId, plan, isBackedUp) }
  try {
    saveRecords(recordsPath, updated)
    replaceDiskFile(file, text)
  } catch (error) {
    if (isBackedUp) rmSync(backup.path)
    saveRecords(recordsPath, records)
    throw error
  }
  return updated
}

/** A file that another agent's set-up made right serves this one too from now on. */
function shareRecords(agentId: string, plans: readonly FilePlan[], records: Records): Records {
  const shared = plans.flatMap(({ file, record }) =>
    record === undefined || record.agents.includes(agentId)
      ? []
      : [[file.path, { ...record, agents: [...record.agents, agentId] }] as const],
  )
  return shared.length === 0 ? records : { ...records, ...Object.fromEntries(shared) }
}

function readFirst({ candidates }: SettingsFile): DiskFile {
  const files = candidates.map(readDiskFile)
  const file = files.find(({ exists }) => exists) ?? files[0]
  if (file === undefined) throw new SetupError('there is no place for the settings')
  return file
}

/** @throws {SetupError} with the name of the file, where `read` finds its text malformed */
export function namingFile<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    throw new SetupError(`${path}, ${error.message}; it was left as it is`, { cause: error })
  }
}
