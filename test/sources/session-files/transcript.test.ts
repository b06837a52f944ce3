// The ends of turns in real transcripts, found by their session.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { claudeCodeSessions } from '../../../src/agents/live/claude-code.ts'
import { findTranscript, readOutcome } from '../../../src/sources/session-files/transcript.ts'
import { answer, stop } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

const kind = claudeCodeSessions.transcripts

function write(...lines: readonly string[]): string {
  const path = join(makeTempDir(), 'one.jsonl')
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

describe('a transcript', () => {
  test('is found in whichever project its session was begun', () => {
    const root = makeTempDir()
    for (const name of ['-home-me-a', '-home-me-b']) mkdirSync(join(root, name))
    const path = join(root, '-home-me-b', 'one.jsonl')
    writeFileSync(path, '')
    // What cannot be looked into, and what is no folder.
    symlinkSync('-a-loop', join(root, '-a-loop'))
    writeFileSync(join(root, '-a-file'), '')
    expect(findTranscript(root, 'one')).toBe(path)
    expect(findTranscript(root, 'two')).toBeUndefined()
    expect(findTranscript(join(root, 'none'), 'one')).toBeUndefined()
  })

  test.each(['../-home-me-b/one', 'one/../one', '', 'one\0', '*'])('has no name like %j', (id) => {
    const root = makeTempDir()
    for (const name of ['-home-me-a', '-home-me-b']) mkdirSync(join(root, name))
    writeFileSync(join(root, '-home-me-b', 'one.jsonl'), '')
    writeFileSync(join(root, '-home-me-b', '.jsonl'), '')
    expect(findTranscript(root, id)).toBeUndefined()
  })

  test('tells by its last record that tells of an end', () => {
    expect(readOutcome(write(answer(1000), stop(2000), '{"type":"mode"}'), kind, 0)).toBe(
      'interrupted',
    )
    expect(readOutcome(write(stop(1000), answer(2000)), kind, 0)).toBe('ok')
  })

  test('tells nothing of a turn by what is older', () => {
    const path = write(stop(1000))
    expect(readOutcome(path, kind, 1000)).toBe('interrupted')
    expect(readOutcome(path, kind, 1001)).toBeUndefined()
  })

  test.each(['', 'garbage', '7', 'null', '[]', '{"type":"user"', stop(1000).slice(0, 60)])(
    'tells nothing by %j',
    (line) => {
      expect(readOutcome(write(line), kind, 0)).toBeUndefined()
    },
  )

  test('whose records have no time tells nothing', () => {
    const untimed = JSON.stringify({ ...JSON.parse(stop(1000)), timestamp: 7 })
    expect(readOutcome(write(untimed), kind, 0)).toBeUndefined()
  })

  test('of any size is read at its end alone', () => {
    const long = JSON.stringify({ type: 'user', message: { content: 'x'.repeat(200_000) } })
    expect(readOutcome(write(stop(1000), long), kind, 0)).toBeUndefined()
    expect(readOutcome(write(answer(500), long, stop(1000)), kind, 0)).toBe('interrupted')
  })

  test('that is not there, or only a link, is not read', () => {
    const path = write(stop(1000))
    const link = join(makeTempDir(), 'link.jsonl')
    symlinkSync(path, link)
    expect(readOutcome(link, kind, 0)).toBeUndefined()
    expect(readOutcome(`${path}.not`, kind, 0)).toBeUndefined()
  })
})
