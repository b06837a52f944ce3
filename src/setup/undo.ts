// `setup --undo`: takes the settings of one agent out of its files again.

import type { AgentSetup, Places } from './agent-setup.ts'
import { namingFile } from './apply.ts'
import { dropBackup } from './backups.ts'
import { type DiskFile, findObstacle, readDiskFile } from './disk-file.ts'
import { formats } from './formats/index.ts'
import { type FileRecord, type RecordEntry, type Records, saveRecords } from './records.ts'
import { deleteDiskFile, replaceDiskFile } from './replace-file.ts'
import { SetupError } from './setup-error.ts'
import { revertFile, type Reverted } from './revert-file.ts'

/** What became of one file. */
export interface UndoneFile {
  readonly path: string
  /**
   * `shared`: others need it, so that it stays as it is; `gone`: there was no file any more;
   * `elsewhere`: not a file of these places, so that it stays and can still be undone.
   */
  readonly outcome: 'restored' | 'deleted' | 'shared' | 'gone' | 'elsewhere'
  readonly sharedWith: readonly string[]
  /** Values that were changed since, and stay. */
  readonly kept: readonly RecordEntry[]
}

interface Step {
  readonly file: DiskFile
  readonly record: FileRecord
  readonly reverted: Reverted | undefined
}

/** @throws {SetupError} where nothing was applied, or a file must not be written; then none was */
export function undoAgent(
  agent: AgentSetup,
  places: Places,
  records: Records,
  recordsPath: string,
): readonly UndoneFile[] {
  const steps = agent.files(places).flatMap(({ format, candidates }) =>
    candidates.flatMap((path): readonly Step[] => {
      const record = records[path]
      if (record?.agents.includes(agent.id) !== true) return []
      return [toStep(path, record, format, places)]
    }),
  )
  const elsewhere = findElsewhere(agent, steps, records)
  if (steps.length === 0) throw new SetupError(toNothingText(agent, elsewhere))
  let current = records
  const undone = steps.map((step) => {
    const one = undoFile(agent.id, step)
    current = withoutAgent(agent.id, step, current)
    saveRecords(recordsPath, current)
    return one
  })
  return [...undone, ...elsewhere.map(toElsewhere)]
}

/** Files that were changed for the agent where the environment was another one. */
function findElsewhere(
  { id }: AgentSetup,
  steps: readonly Step[],
  records: Records,
): readonly string[] {
  const found = new Set(steps.map(({ file }) => file.path))
  return Object.entries(records).flatMap(([path, { agents }]) =>
    agents.includes(id) && !found.has(path) ? [path] : [],
  )
}

const toElsewhere = (path: string): UndoneFile => ({
  path,
  outcome: 'elsewhere',
  sharedWith: [],
  kept: [],
})

function toStep(
  path: string,
  record: FileRecord,
  format: keyof typeof formats,
  { env }: Places,
): Step {
  const file = readDiskFile(path)
  if (record.agents.length > 1 || !file.exists) return { file, record, reverted: undefined }
  const obstacle = findObstacle(file, env.NIX_STORE_DIR)
  if (obstacle !== undefined) throw new SetupError(obstacle)
  const reverted = namingFile(path, () => revertFile(formats[format], file.text, record))
  return { file, record, reverted }
}

function undoFile(agentId: string, { file, record, reverted }: Step): UndoneFile {
  const { path } = file
  const sharedWith = record.agents.filter((id) => id !== agentId)
  const undone = { path, sharedWith, kept: reverted?.kept ?? [] }
  if (reverted === undefined) return { ...undone, outcome: file.exists ? 'shared' : 'gone' }
  if (reverted.isObsolete) {
    deleteDiskFile(file, record.newDir)
    return { ...undone, outcome: 'deleted' }
  }
  if (reverted.text !== file.text) replaceDiskFile(file, reverted.text)
  if (record.isBackedUp) dropBackup({ ...file, text: reverted.text })
  return { ...undone, outcome: 'restored' }
}

function withoutAgent(agentId: string, { file, record }: Step, records: Records): Records {
  const agents = record.agents.filter((id) => id !== agentId)
  const { [file.path]: _, ...others } = records
  const isNeeded = agents.length > 0 && file.exists
  return isNeeded ? { ...others, [file.path]: { ...record, agents } } : others
}

function toNothingText({ title }: AgentSetup, elsewhere: readonly string[]): string {
  if (elsewhere.length === 0)
    return `nothing to undo: setup has not changed the settings of ${title}`
  const list = elsewhere.join(', ')
  return `nothing to undo here, but setup has changed ${list}: undo it in the environment it was applied in`
}
