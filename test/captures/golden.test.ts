// Every capture's replay is compared with a committed one; UPDATE_GOLDEN=1 writes them anew.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { captureNames, replayCapture } from './support/captures.ts'
import { toCompact } from './support/compact.ts'

const pathOf = (name: string): string => join(import.meta.dirname, 'golden', `${name}.txt`)

function writeGolden(name: string, text: string): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true })
  writeFileSync(pathOf(name), text)
}

describe('replays', () => {
  it.each(captureNames)('%s gives the known states', (name) => {
    const text = toCompact(replayCapture(name))
    if (process.env.UPDATE_GOLDEN === '1') writeGolden(name, text)
    expect(text).toBe(readFileSync(pathOf(name), 'utf8'))
  })

  it.each(captureNames)('%s gives the same bytes each time', (name) => {
    expect(replayCapture(name).join('')).toBe(replayCapture(name).join(''))
  })
})
