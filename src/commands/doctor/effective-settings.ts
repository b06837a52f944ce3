// Which telemetry settings an agent ends up with, out of all places that it reads. Pure.

import { isDeepStrictEqual } from 'node:util'
import type { Entry } from '../../setup/agent-setup.ts'
import { type Json, type Path, readAt } from '../../setup/formats/format.ts'

/** Settings from one place. */
export interface Layer {
  /** The file, or the variable. */
  readonly origin: string
  readonly isVariable: boolean
  /** Whether it wins over the file that setup writes. */
  readonly isStronger: boolean
  readonly values: unknown
}

/** What a setting is for: nothing comes without the needed ones, and no exact turn ends without spans. */
export type Purpose = 'needed' | 'spans' | 'extra'

/** One setting that is not as it must be. */
export interface Flaw {
  readonly path: Path
  readonly purpose: Purpose
  readonly status: 'missing' | 'off' | 'conflict'
  /** Who says so; undefined where nobody says anything. */
  readonly origin: Layer | undefined
  readonly current: unknown
}

/** @param layers each over the ones before it */
export function findFlaws(entries: readonly Entry[], layers: readonly Layer[]): readonly Flaw[] {
  return entries.flatMap((entry) => {
    const { path } = entry
    const origin = layers.findLast(({ values }) => readAt(values, path) !== undefined)
    const current = readAt(origin?.values, path)
    const status = judge(entry, current)
    return status === undefined ? [] : [{ path, purpose: purposeOf(path), status, origin, current }]
  })
}

/** As setup judges, except that nothing is said of settings that only make things faster. */
function judge(entry: Entry, current: unknown): Flaw['status'] | undefined {
  const { value, isTuning, accepts, off = [] } = entry
  if (isTuning === true || isDeepStrictEqual(current, value)) return undefined
  if (current === undefined) return 'missing'
  if (accepts?.(current) === true) return undefined
  return off.some((other) => isDeepStrictEqual(other, current)) ? 'off' : 'conflict'
}

/** The name of a setting tells, whichever agent's it is. */
export function purposeOf(path: Path): Purpose {
  const name = path.at(-1) ?? ''
  if (/metrics/i.test(name)) return 'extra'
  return /trace|enhanced_telemetry|openTelemetry/i.test(name) ? 'spans' : 'needed'
}

/** A variable as the setting that it stands for: `true` in the environment is a text. */
export function toVariableLayer(
  name: string,
  text: string,
  entry: Entry,
  isStronger: boolean,
): Layer {
  const value: Json = typeof entry.value === 'boolean' ? /^(?:1|true)$/i.test(text) : text
  const values = entry.path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value)
  return { origin: name, isVariable: true, isStronger, values }
}
