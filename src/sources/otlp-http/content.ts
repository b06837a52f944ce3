// Reads the headers that say how a body is written.

import type { IncomingHttpHeaders } from 'node:http'
import type { Encoding } from '../../otlp/decode.ts'
import { contentTypes } from '../../otlp/http.ts'
import { Problem } from './problem.ts'

export type Compression = 'none' | 'gzip' | 'deflate' | 'zstd'

/** The body's encoding; undefined where it is none that OTLP knows. */
export function encodingOf({ 'content-type': type }: IncomingHttpHeaders): Encoding | undefined {
  switch (type) {
    case contentTypes.protobuf:
      return 'protobuf'
    case contentTypes.json:
      return 'json'
    case undefined:
      return undefined
    default:
      return fromMediaType(type)
  }
}

function fromMediaType(type: string): Encoding | undefined {
  const bare = type.split(';', 1)[0]!.trim().toLowerCase()
  if (bare === contentTypes.protobuf) return 'protobuf'
  return bare === contentTypes.json ? 'json' : undefined
}

const compressions: Readonly<Record<string, Compression>> = {
  identity: 'none',
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  zstd: 'zstd',
}

/** @throws {Problem} 415 for a compression, or a chain of them, that is not supported */
export function compressionOf({ 'content-encoding': coding }: IncomingHttpHeaders): Compression {
  if (coding === undefined || coding === '') return 'none'
  const compression = compressions[coding.trim().toLowerCase()]
  if (compression === undefined) {
    throw new Problem(415, 'content-encoding must be identity, gzip, deflate or zstd', {
      'accept-encoding': 'gzip, deflate, zstd',
    })
  }
  return compression
}
