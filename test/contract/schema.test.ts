// Real output against the published schema and against what older consumers rely on.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { captureNames, replayCapture } from '../captures/support/captures.ts'

const root = new URL('../../', import.meta.url)

function linesOf(folder: string): Record<string, unknown>[] {
  return replayCapture(folder, {}, 400_000).map((line) => JSON.parse(line))
}

test.each(captureNames)('%s gives lines of the schema', (folder) => {
  const schema = JSON.parse(readFileSync(new URL('schema/lines.schema.json', root), 'utf8'))
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)
  const lines = linesOf(folder)
  expect(lines.some((line) => line['type'] === 'session_update')).toBe(true)
  for (const line of lines) {
    validate(line)
    expect(validate.errors, JSON.stringify(line)).toBe(null)
  }
})

test('a consumer that keeps only the last line is always right', () => {
  for (const folder of captureNames) {
    const known = new Map<unknown, unknown>()
    for (const line of linesOf(folder)) {
      if (line['type'] === 'session_update') {
        if (line['state'] === 'expired') known.delete(line['session_id'])
        else known.set(line['session_id'], line['state'])
      }
      const sessions = line['sessions'] as { session_id: string; state: string }[]
      expect(new Map(sessions.map((s) => [s.session_id, s.state]))).toEqual(known)
      expect(line['has_working']).toBe(sessions.some((s) => s.state === 'working'))
      expect(line['has_waiting']).toBe(sessions.some((s) => s.state === 'waiting'))
    }
  }
})
