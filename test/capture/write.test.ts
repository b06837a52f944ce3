// What the writer writes is what the reader reads.

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toCaptureText } from '../../src/capture/capture-text.ts'
import { parseCapture } from '../../src/capture/capture.ts'
import { createScrub } from '../../src/capture/scrub.ts'
import { type CapturedRequest, type CaptureOptions, openCapture } from '../../src/capture/write.ts'
import { makeTempDir } from '../temp-dir.ts'

const request: CapturedRequest = {
  signal: 'logs',
  encoding: 'json',
  body: Buffer.from('{"resourceLogs":[]}'),
  arrivalMs: 1000,
  userAgent: 'agent/1.0',
  remotePort: 7,
}

const raw: CaptureOptions = {
  scrub: undefined,
  wallOffsetMs: () => 5000,
  onError(error) {
    throw error
  },
}

const linesOf = (file: string) => parseCapture(toCaptureText(readFileSync(file)).text)

test.each(['a.ndjson', 'a.ndjson.gz'])('%s is read as it was written', async (name) => {
  const file = join(makeTempDir(), name)
  const capture = await openCapture(file, raw)
  capture.write(request)
  capture.write({ ...request, signal: 'traces', encoding: 'protobuf', arrivalMs: 1250.4 })
  await capture.close()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const common = { method: 'POST', remote_port: 7, body_base64: expect.any(String) }
  expect(linesOf(file)).toMatchObject([
    { ...common, t_ms: 0, unix_ms: 6000, path: '/v1/logs', content_type: 'application/json' },
    { ...common, t_ms: 250, unix_ms: 6250, path: '/v1/traces' },
  ])
})

test('a body that cannot be cleaned is left out and counted; what is no name of a program goes too', async () => {
  const file = join(makeTempDir(), 'a.ndjson')
  const capture = await openCapture(file, { ...raw, scrub: createScrub() })
  capture.write({ ...request, body: Buffer.from('{"resourceLogs":') })
  capture.write({ ...request, userAgent: 'of alice' })
  await capture.close()
  expect(capture.damaged()).toBe(1)
  expect(linesOf(file)).toHaveLength(1)
  expect(readFileSync(file, 'utf8')).not.toContain('alice')
})

test('a file that is there is left as it is', async () => {
  const file = join(makeTempDir(), 'a.ndjson')
  writeFileSync(file, 'kept')
  await expect(openCapture(file, raw)).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(file, 'utf8')).toBe('kept')
})

test.each(['a.ndjson', 'a.ndjson.gz'])(
  'what comes faster than %s can be written does not pile up, and is counted',
  async (name) => {
    const file = join(makeTempDir(), name)
    const capture = await openCapture(file, raw)
    const body = Buffer.alloc(8 * 1024 * 1024, 'x')
    for (let n = 0; n < 10; n++) capture.write({ ...request, body })
    await capture.close()
    expect(capture.late()).toBe(4)
    expect(linesOf(file)).toHaveLength(6)
  },
)
