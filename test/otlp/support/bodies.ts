// The bodies that real agents sent, from the captures.

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Encoding } from '../../../src/otlp/decode.ts'
import type { Signal } from '../../../src/otlp/records.ts'

export interface RealBody {
  /** `<agent>/<scenario>#<line>` */
  readonly from: string
  readonly signal: Signal
  readonly encoding: Encoding
  readonly body: Buffer
}

const folder = fileURLToPath(new URL('../../captures/', import.meta.url))

/** Every request of every capture; the captures that leave signals out of another one are not repeated. */
export function realBodies(): RealBody[] {
  const files = globSync('*/*/capture.ndjson.gz', { cwd: folder })
  return files
    .filter((file) => !file.includes('-logs-only'))
    .toSorted()
    .flatMap(bodiesOf)
}

function bodiesOf(file: string): RealBody[] {
  const lines = gunzipSync(readFileSync(folder + file))
    .toString()
    .trim()
    .split('\n')
  return lines.map((line, index) => {
    const request = JSON.parse(line) as Record<'path' | 'content_type' | 'body_base64', string>
    return {
      from: `${file.replace('/capture.ndjson.gz', '')}#${index + 1}`,
      signal: request.path.replace('/v1/', '') as Signal,
      encoding: request.content_type.includes('json') ? 'json' : 'protobuf',
      body: Buffer.from(request.body_base64, 'base64'),
    }
  })
}
