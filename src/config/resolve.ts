// The settings of one run: defaults, then the file, the environment and the flags, each over the one before.

import { findConflicts } from './conflicts.ts'
import { type Field, toEnvName } from './field.ts'
import { readFileLayer } from './file-layer.ts'
import { toProblems } from './issue.ts'
import {
  getAt,
  type Layer,
  mergeTrees,
  type NamedText,
  type Problem,
  toKey,
  toEnvLayer,
  toTextLayer,
  type Tree,
} from './layer.ts'
import { didYouMean } from './nearest.ts'
import { CONFIG_FILE_ENV, type SettingsPlace } from './place.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'

export interface SettingsInput extends SettingsPlace {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly flags: readonly NamedText[]
}

export interface ResolvedSettings {
  /** Undefined where there are problems. */
  readonly settings: Settings | undefined
  readonly problems: readonly Problem[]
  /** Where a setting's value came from, e.g. `default`, `OTLP_PORT`, `--port` or the file's name. */
  readonly originOf: (field: Field) => string
}

/** Reads every layer and reports every problem of every layer. */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const layers = [
    readFileLayer(input.file, input.isFileChosen),
    toEnvLayer(settingFields, input.env),
    toTextLayer('flag', input.flags),
  ]
  const originOf = (field: Field) => findOrigin(layers, field.path)?.origin ?? 'default'
  const ownProblems = [...layers.flatMap(checkLayer), ...checkEnvNames(input.env)]
  if (ownProblems.length > 0) return { settings: undefined, problems: ownProblems, originOf }
  const merged = layers.reduce<Tree>((under, layer) => mergeTrees(under, layer.tree), {})
  const settings = settingsSchema.parse(merged)
  const problems = findConflicts(settings).map(({ path, message }): Problem => {
    const found = findOrigin(layers, path)
    return { source: found?.source ?? 'file', where: found?.name ?? toKey(path), message }
  })
  return { settings: problems.length > 0 ? undefined : settings, problems, originOf }
}

/** Each on its own, so that a bad value is told even where a later layer hides it. */
function checkLayer(layer: Layer): readonly Problem[] {
  const parsed = settingsSchema.safeParse(layer.tree)
  const issues = parsed.success ? [] : parsed.error.issues
  return [...layer.problems, ...issues.flatMap((issue) => toProblems(issue, layer, settingFields))]
}

/** A misspelt variable of ours would otherwise do nothing, in silence. */
function checkEnvNames(env: SettingsInput['env']): readonly Problem[] {
  const known = new Set([CONFIG_FILE_ENV, ...settingFields.map((field) => field.env)])
  return Object.keys(env)
    .filter((name) => name.startsWith('OTEL_AI_') && !known.has(name))
    .map((name): Problem => {
      const meant = settingFields.find(({ path }) => toEnvName(path) === name)?.env
      const hint = meant === undefined ? didYouMean(name, known) : `; did you mean ${meant}?`
      const message = `is not a setting${hint}`
      return { source: 'environment', where: name, message }
    })
}

function findOrigin(layers: readonly Layer[], path: readonly string[]) {
  const layer = layers.findLast(({ tree }) => getAt(tree, path) !== undefined)
  if (layer === undefined) return undefined
  const name = layer.nameOf(path)
  return { source: layer.source, name, origin: layer.file ?? name }
}
