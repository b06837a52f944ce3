// Cleans a request's body for sharing: texts go, what could be recognised gets a stand-in, and only what is known is written again.

import type protobuf from 'protobufjs'
import { agentFor } from '../agents/index.ts'
import type { Encoding } from '../otlp/decode.ts'
import type { Signal } from '../otlp/records.ts'
import { isNumberLike } from './any-value.ts'
import { cleanMessage, type CleanScalar, type Json, valueOf } from './clean-message.ts'
import { requestType } from './messages.ts'
import { createStandIns, type StandIns } from './stand-ins.ts'
import { createValues } from './values.ts'

/**
 * Cleans one body. Bodies of one recording have to go through the same one: the
 * same id, directory or name gets the same stand-in throughout.
 * @returns a body from which the agents' rules read the same, under other names
 */
export type Scrub = (signal: Signal, encoding: Encoding, body: Uint8Array) => Uint8Array

/** One for each recording. */
export function createScrub(): Scrub {
  const standIns = createStandIns()
  return (signal, encoding, body) => {
    const type = requestType(signal)
    if (encoding === 'json') {
      const request: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
      const clean = cleanRequest(type, request as Json, standIns, cleanJsonScalar)
      return Buffer.from(JSON.stringify(clean))
    }
    const request = type.decode(body) as unknown as Json
    const clean = cleanRequest(type, request, standIns, (_field, value) => value)
    return type.encode(clean).finish()
  }
}

/** Every resource has a service, and with it an agent, of its own. */
function cleanRequest(type: protobuf.Type, request: Json, standIns: StandIns, scalar: CleanScalar) {
  // Of an export request, the only field.
  const groups = type.fieldsArray[0]!
  const groupType = groups.resolve().resolvedType as protobuf.Type
  const list = valueOf(request, groups)
  const cleaned = (Array.isArray(list) ? list : []).map((group: unknown) => {
    const values = createValues(agentFor(serviceNameOf(group)), standIns)
    return cleanMessage(groupType, group, { values, standIns, scalar })
  })
  return { [groups.name]: cleaned }
}

function serviceNameOf(group: unknown): string {
  const { attributes } = ((group as Json | null)?.['resource'] ?? {}) as Json
  const list = (Array.isArray(attributes) ? attributes : []) as { key?: string; value?: Json }[]
  const value = list.find((attribute) => attribute?.key === 'service.name')?.value
  const name = value?.['stringValue'] ?? value?.['string_value']
  return typeof name === 'string' ? name : ''
}

/** A field of a message in JSON, whose type nothing ensures; enumerations may be given by name. */
function cleanJsonScalar(field: protobuf.Field, value: unknown): unknown {
  if (typeof value === 'boolean' || isNumberLike(value)) return value
  return field.type === 'int32' && typeof value === 'string' && /^[A-Z_]{1,64}$/.test(value)
    ? value
    : undefined
}
