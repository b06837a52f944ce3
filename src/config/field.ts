// One value of a schema as people write it: its flag, its environment variable, its unit, its documentation.

import { z } from 'zod'

/** A leaf of a schema of nested strict objects. */
export interface Field {
  /** Keys from the root, e.g. `['pipe', 'path']`. */
  readonly path: readonly string[]
  readonly kind: 'boolean' | 'number' | 'text'
  /** Whether people write seconds where the schema has milliseconds. */
  readonly inSeconds: boolean
  readonly isList: boolean
  readonly isRequired: boolean
  /** The only values allowed; empty where any will do. */
  readonly choices: readonly string[]
  readonly description: string
  /** In the schema's unit; undefined where there is none. */
  readonly default: unknown
  /** Name without dashes, or undefined where it cannot be given on the command line. */
  readonly flag: string | undefined
  readonly short: string | undefined
  readonly env: string
  readonly placeholder: string
  /** Never to be printed. */
  readonly isSecret: boolean
  /** Flags that stand for one value of this field: name → letter and value. */
  readonly switches: Readonly<Record<string, Switch>>
}

interface Switch {
  readonly short?: string
  readonly value: string
}

/** What `.meta({…})` on a leaf may say besides its description. */
interface FieldMeta {
  readonly short?: string
  readonly placeholder?: string
  /** `false`: not on the command line. */
  readonly flag?: string | false
  readonly env?: string
  readonly secret?: boolean
  readonly switches?: Readonly<Record<string, Switch>>
}

interface JsonNode extends FieldMeta {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonNode>>
  readonly required?: readonly string[]
  readonly items?: JsonNode
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly description?: string
}

const META_KEYS = ['short', 'placeholder', 'flag', 'env', 'secret', 'switches'] as const
const ENV_PREFIX = 'OTEL_AI_MONITOR_'

/** The leaves of a schema, in its order. */
export function toFields(schema: z.ZodObject): readonly Field[] {
  return walk(z.toJSONSchema(schema, { io: 'input' }) as JsonNode, [])
}

/** The schema as JSON Schema, without the keys that only this program reads. */
export function toJsonSchema(schema: z.ZodObject): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      for (const key of META_KEYS) delete jsonSchema[key]
      // Every whole number has this one, and it tells nobody anything.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
}

/** `['pipe', 'path']` → `OTEL_AI_MONITOR_PIPE_PATH`: the variable of a setting that names no other. */
export function toEnvName(path: readonly string[]): string {
  return ENV_PREFIX + toKebab(path).replaceAll('-', '_').toUpperCase()
}

function walk(node: JsonNode, path: readonly string[]): readonly Field[] {
  const siblings = node.properties ?? {}
  return Object.entries(siblings).flatMap(([key, child]) => {
    const childPath = [...path, key]
    if (child.properties !== undefined) return walk(child, childPath)
    const isRequired = node.required?.includes(key) ?? false
    return [toField(child, childPath, 'enabled' in siblings, isRequired)]
  })
}

function toField(
  node: JsonNode,
  path: readonly string[],
  canBeDisabled: boolean,
  isRequired: boolean,
): Field {
  const isList = node.type === 'array'
  const value = isList ? (node.items ?? {}) : node
  const inSeconds = path.at(-1)?.endsWith('Ms') ?? false
  return {
    path,
    kind: toKind(value.type),
    inSeconds,
    isList,
    isRequired,
    choices: value.enum ?? [],
    description: node.description ?? '',
    default: node.default,
    flag: node.flag === false ? undefined : (node.flag ?? toFlag(path, canBeDisabled)),
    short: node.short,
    env: node.env ?? toEnvName(path),
    placeholder: node.placeholder ?? toPlaceholder(value, path, inSeconds),
    isSecret: node.secret ?? false,
    switches: node.switches ?? {},
  }
}

function toKind(type: string | undefined): Field['kind'] {
  if (type === 'boolean') return 'boolean'
  return type === 'number' || type === 'integer' ? 'number' : 'text'
}

/**
 * `quietPeriodMs` → `quiet-period`. What can be switched off is named after its
 * group: `pipe.enabled` and `pipe.path` make `--no-pipe` and `--pipe PATH`.
 */
function toFlag(path: readonly string[], canBeDisabled: boolean): string | undefined {
  if (path.length === 1) return toKebab(path)
  const isNamedAfterGroup = canBeDisabled && ['enabled', 'path'].includes(path.at(-1) ?? '')
  return isNamedAfterGroup ? toKebab(path.slice(0, -1)) : undefined
}

function toKebab(path: readonly string[]): string {
  return path
    .join('-')
    .replace(/Ms$/, '')
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function toPlaceholder(node: JsonNode, path: readonly string[], inSeconds: boolean): string {
  if (inSeconds) return 'SECONDS'
  if (node.type === 'integer' || node.type === 'number') return 'N'
  return (path.at(-1) ?? '').toUpperCase()
}
