// What `setup` says.

import type { AgentSetup } from '../../setup/agent-setup.ts'
import type { AppliedFile } from '../../setup/apply.ts'
import { formats, isShell } from '../../setup/formats/index.ts'
import type { FilePlan, Finding, Status } from '../../setup/plan.ts'
import { maskUrls, toShown } from '../../setup/mask.ts'
import { toPreview } from '../../setup/preview.ts'
import type { UndoneFile } from '../../setup/undo.ts'

/** One file: what would change, and what is right or in the way. */
export function toPlanText(plan: FilePlan): string {
  const { file, text } = plan
  const preview = toPreview(file.path, formats[plan.format], file.text, text)
  const parts = [
    preview === '' ? `${file.path}\n` : preview,
    toList('Already right', ofStatus(plan, 'right').filter(isSet).map(toName)),
    toList('Kept, since it serves as well', ofStatus(plan, 'kept').map(currentOf(plan))),
    toConflicts(plan),
  ]
  return `\n${parts.join('')}`
}

/** @param isOnly whether there is no file that could be edited */
export function toVariablesText(
  variables: Readonly<Record<string, string>>,
  isOnly: boolean,
): string {
  const rows = Object.entries(variables).flatMap(([name, value]) => [
    ['bash', '~/.bashrc', formats.sh.show([name], value)],
    ['zsh', '~/.zshrc', formats.sh.show([name], value)],
    ['fish', '~/.config/fish/config.fish', formats.fish.show([name], value)],
  ])
  const title = isOnly
    ? 'Add to the start-up file of your shell, which is not one that can be edited for you'
    : 'By hand, where you start it from another shell'
  const lines = rows.map(([shell = '', path = '', line = '']) => {
    return `  ${shell.padEnd(4)}  ${maskUrls(line).padEnd(64)}  ${path}\n`
  })
  return `\n${title}:\n${lines.join('')}`
}

/** What was written; nothing where no file was. */
export function toAppliedText({ title }: AgentSetup, applied: readonly AppliedFile[]): string {
  if (applied.length === 0) return ''
  const lines = applied.map(({ path, backup }) => {
    return `Wrote ${path}${backup === undefined ? '' : `; backup: ${backup}`}\n`
  })
  const isInShell = applied.some(({ format }) => isShell(format))
  const next = isInShell
    ? `Open a new terminal, and start ${title} there: a shell reads that file when it starts.\n`
    : `Restart ${title} where it runs: it reads its settings when it starts.\n`
  return `\n${lines.join('')}${next}`
}

/** What became of each file. */
export function toUndoneText({ title }: AgentSetup, undone: readonly UndoneFile[]): string {
  return undone.map((one) => toOutcome(title, one)).join('')
}

function toOutcome(title: string, { path, outcome, sharedWith, kept }: UndoneFile): string {
  const keptText = toList(
    'Changed since, and kept',
    kept.map((entry) => entry.path.join('.')),
  )
  switch (outcome) {
    case 'restored':
      return `Took the settings for ${title} out of ${path}\n${keptText}`
    case 'deleted':
      return `Removed ${path}, which held nothing else\n`
    case 'shared':
      return `Left ${path} as it is: ${sharedWith.join(', ')} needs it too\n`
    case 'gone':
      return `There is no ${path} any more\n`
    case 'elsewhere':
      return `Left ${path} as it is: undo it in the environment it was applied in\n`
  }
}

const ofStatus = ({ findings }: FilePlan, status: Status): readonly Finding[] =>
  findings.filter((finding) => finding.status === status)

const isSet = ({ entry }: Finding) => entry.value !== undefined

const toName = ({ entry }: Finding) => entry.path.join('.')

const currentOf =
  (plan: FilePlan) =>
  ({ entry, current }: Finding) => {
    const text = toShown(formats[plan.format].show(entry.path, current ?? entry.inherited))
    return current === undefined ? `${text} (in this environment)` : text
  }

function toList(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}: ${items.join(', ')}\n`
}

function toConflicts(plan: FilePlan): string {
  const conflicts = ofStatus(plan, 'conflict')
  if (conflicts.length === 0) return ''
  const lines = conflicts.map((finding) => {
    const { path, value } = finding.entry
    const wanted = value === undefined ? 'nothing' : formats[plan.format].show(path, value)
    return `  ${currentOf(plan)(finding)}\n    needs ${maskUrls(wanted)}\n`
  })
  return `Set to something else:\n${lines.join('')}`
}
