// Lines as they are appended to a file, in any pieces.

import {
  appendFileSync,
  chmodSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createTail } from '../../../src/sources/journals/tail.ts'
import { makeTempDir } from '../../temp-dir.ts'

const open = (path = join(makeTempDir(), 'journal')) => {
  const tail = createTail(path, /^\{"a"/)
  return {
    path,
    tail,
    append: (text: string) => appendFileSync(path, text),
    /** All that is new. */
    read: () => {
      const lines: string[] = []
      while (tail.read((line) => lines.push(line)));
      return lines
    },
  }
}

describe('a tail', () => {
  test('hands on whole lines, once, and only those that matter', () => {
    const { append, read } = open()
    expect(read()).toEqual([])
    append('{"a":1}\n{"b":1}\n{"a"')
    expect(read()).toEqual(['{"a":1}'])
    append(':"ä')
    expect(read()).toEqual([])
    append('ö"}\n\n{"a":3}\n')
    expect(read()).toEqual(['{"a":"äö"}', '{"a":3}'])
    expect(read()).toEqual([])
  })

  test('takes lines of any length up to a megabyte, and passes over others', () => {
    const { append, read } = open()
    append(`{"a":"${'x'.repeat(500_000)}"}\n{"b":"${'x'.repeat(3_000_000)}"}\n`)
    append(`{"a":"${'x'.repeat(1_500_000)}"}\n{"a":2}\n`)
    const first = read()
    // Of a file that was there already, only the last megabyte is read.
    expect(first.map((line) => line.length)).toEqual([7])
    append(`{"a":"${'x'.repeat(500_000)}"}\n{"b":"${'x'.repeat(3_000_000)}"}\n`)
    append(`{"a":"${'x'.repeat(1_500_000)}"}\n{"a":3}\n`)
    expect(read().map((line) => line.length)).toEqual([500_008, 7])
  })

  test('reads a bounded amount at a time', () => {
    const { append, tail, read } = open()
    append('{"a":0}\n')
    read()
    append('{"a":1}\n'.repeat(400_000))
    let count = 0
    expect(tail.read(() => count++)).toBe(true)
    expect(count).toBeLessThanOrEqual(131_072)
    expect(count + read().length).toBe(400_000)
  })

  test('begins in the middle with the first whole line', () => {
    const { append, read } = open()
    append(`{"a":1}\n`.repeat(200_000))
    expect(read()).toHaveLength(131_072)
  })

  test('goes on behind a file that was cut, and behind another in its place', () => {
    const { path, append, read, tail } = open()
    append('{"a":1}\n{"a":2}\n')
    read()
    truncateSync(path, 8)
    expect(read()).toEqual([])
    append('{"a":3}\n')
    expect(read()).toEqual(['{"a":3}'])
    writeFileSync(`${path}.new`, '{"a":4}\n{"a":5}\n{"a":6}\n')
    renameSync(`${path}.new`, path)
    expect(read()).toEqual([])
    append('{"a":7}\n')
    expect(read()).toEqual(['{"a":7}'])
    expect(tail.replaced()).toBe(2)
  })

  test('opens no link, no pipe and no file that others may write', () => {
    const { path, append, read } = open()
    append('{"a":1}\n')
    symlinkSync(path, `${path}.link`)
    execFileSync('mkfifo', [`${path}.pipe`])
    expect(open(`${path}.link`).read()).toEqual([])
    expect(open(`${path}.pipe`).read()).toEqual([])
    chmodSync(path, 0o666)
    expect(read()).toEqual([])
  })
})
