// What the schema complains about, in the words and units of the place the value came from.

import type { z } from 'zod'
import type { Field } from './field.ts'
import { toChoiceProblem } from './field-text.ts'
import { getAt, isTree, type Layer, type Problem, toKey } from './layer.ts'
import { didYouMean } from './nearest.ts'

type Issue = z.core.$ZodIssue

/** @returns one problem for an issue, or one for each unknown key */
export function toProblems(issue: Issue, layer: Layer, fields: readonly Field[]): Problem[] {
  const { source } = layer
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const siblings = keysAt(fields, issue.path)
      const where = layer.nameOf([...issue.path.map(String), key])
      return { source, where, message: `is not a setting${didYouMean(key, siblings)}` }
    })
  }
  const field = fields.find(({ path }) => toKey(path) === toKey(issue.path))
  const value = getAt(layer.tree, issue.path)
  // A file is written in the schema's unit, everything else in the field's.
  const unit = source !== 'file' && field?.inSeconds === true ? 1000 : 1
  const message = toMessage(issue, field, value, unit)
  return [{ source, where: layer.nameOf(issue.path.map(String)), message }]
}

function toMessage(issue: Issue, field: Field | undefined, value: unknown, unit: number): string {
  const got = field?.isSecret === true ? '' : `, not ${toShort(value, unit)}`
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing'
      return `must be ${toTypeName(issue.expected)}${got}`
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${Number(issue.minimum) / unit}${got}`
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'less than'} ${Number(issue.maximum) / unit}${got}`
    case 'invalid_value':
      if (value === undefined) return 'is missing'
      return field === undefined || typeof value !== 'string'
        ? `must be one of ${issue.values.join(', ')}${got}`
        : toChoiceProblem(field, value)
    default:
      return issue.message
  }
}

function toTypeName(expected: string): string {
  if (expected === 'int') return 'a whole number'
  if (expected === 'boolean') return 'true or false'
  if (expected === 'array') return 'a list in square brackets'
  if (expected === 'object') return 'an object in braces'
  return `a ${expected}`
}

function toShort(value: unknown, unit: number): string {
  if (typeof value === 'number') return String(value / unit)
  if (Array.isArray(value)) return 'a list'
  return isTree(value) ? 'an object' : (JSON.stringify(value) ?? 'nothing')
}

function keysAt(fields: readonly Field[], parent: readonly PropertyKey[]): string[] {
  const prefix = parent.map(String)
  return fields
    .filter(({ path }) => prefix.every((key, index) => path[index] === key))
    .flatMap(({ path }) => path[prefix.length] ?? [])
}
