// Writes an OTLP message anew: only the fields that its type has, and in them only what may be kept.

import protobuf from 'protobufjs'
import { cleanAny } from './any-value.ts'
import type { StandIns } from './stand-ins.ts'
import { toTitle } from './title.ts'
import { removed, type Values } from './values.ts'

export type Json = { [key: string]: unknown }

/** Changes a number or a boolean; undefined leaves it out. */
export type CleanScalar = (field: protobuf.Field, value: unknown) => unknown

interface Cleaner {
  readonly values: Values
  readonly standIns: StandIns
  readonly scalar: CleanScalar
}

/** A field's value. JSON may use the name that the field has in the .proto file as well. */
export function valueOf(message: Json, { name }: protobuf.Field): unknown {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.hasOwn(message, name) ? message[name] : message[snake]
}

/** Writes a message anew from the fields that its type has; protobufjs would hand on all others too. */
export function cleanMessage(type: protobuf.Type, message: unknown, cleaner: Cleaner): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined
  if (type.name === 'KeyValue') return cleanAttribute(type, message as Json, cleaner)
  const clean: Json = {}
  for (const field of type.fieldsArray) {
    const value = valueOf(message as Json, field)
    if (value === undefined || value === null) continue
    const kept = cleanField(type, field.resolve(), value, cleaner)
    if (kept !== undefined) clean[field.name] = kept
  }
  return clean
}

function cleanField(
  type: protobuf.Type,
  field: protobuf.Field,
  value: unknown,
  cleaner: Cleaner,
): unknown {
  if (field.repeated) {
    if (!Array.isArray(value)) return undefined
    return value.map((item) => cleanOne(type, field, item, cleaner)).filter((item) => item != null)
  }
  return cleanOne(type, field, value, cleaner)
}

function cleanOne(
  type: protobuf.Type,
  field: protobuf.Field,
  value: unknown,
  cleaner: Cleaner,
): unknown {
  const { resolvedType } = field
  if (field.name === 'body')
    return cleanAny(value, { text: cleaner.values.body, keepsNumber: true })
  if (resolvedType instanceof protobuf.Type) return cleanMessage(resolvedType, value, cleaner)
  if (field.type === 'bytes' || field.name.endsWith('Id')) return cleanId(value, cleaner.standIns)
  if (field.type !== 'string') return cleaner.scalar(field, value)
  if (typeof value !== 'string') return undefined
  // Only a status has a text of free form.
  return type.name === 'Status' ? removed(value) : toTitle(value, cleaner.standIns)
}

function cleanAttribute(type: protobuf.Type, attribute: Json, cleaner: Cleaner): unknown {
  const key = valueOf(attribute, type.fields['key']!)
  if (typeof key !== 'string') return undefined
  const { values } = cleaner
  const rules = {
    text: (text: string) => values.text(key, text),
    keepsNumber: values.keepsNumber(key),
  }
  const value = cleanAny(valueOf(attribute, type.fields['value']!), rules)
  return { key: toTitle(key, cleaner.standIns), ...(value === undefined ? {} : { value }) }
}

function cleanId(value: unknown, standIns: StandIns): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(standIns.hex(Buffer.from(value).toString('hex')), 'hex')
  return typeof value === 'string' && /^[0-9a-f]*$/i.test(value) ? standIns.hex(value) : undefined
}
