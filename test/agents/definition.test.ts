// Reading attributes that agents send in more than one form.

import { describe, expect, it } from 'vitest'
import { flag, list, number, text, uncached } from '../../src/agents/definition.ts'

const record = {
  attributes: {
    empty: '',
    word: 'a',
    digits: '42',
    wrong: '4x',
    huge: '1e999',
    count: 42,
    nan: Number.NaN,
    yes: true,
    yesText: 'true',
    no: 'false',
    list: ['a', 1, 'b', ['c']],
  },
}

describe('attributes', () => {
  it.each([
    ['word', 'a'],
    ['count', '42'],
    ['yes', 'true'],
    ['empty', undefined],
    ['list', undefined],
    ['absent', undefined],
  ])('%s as text is %s', (name, expected) => {
    expect(text(record, name)).toBe(expected)
  })

  it.each([
    ['count', 42],
    ['digits', 42],
    ['wrong', undefined],
    ['huge', undefined],
    ['empty', undefined],
    ['nan', undefined],
    ['yes', undefined],
    ['absent', undefined],
  ])('%s as a number is %s', (name, expected) => {
    expect(number(record, name)).toBe(expected)
  })

  it('as flags are true or not', () => {
    const names = ['yes', 'yesText', 'no', 'word', 'absent']
    expect(names.map((name) => flag(record, name))).toEqual([true, true, false, false, false])
  })

  it('as lists keep their texts', () => {
    expect(list(record, 'list')).toEqual(['a', 'b'])
    expect(list(record, 'word')).toEqual([])
  })

  it('count input without what was cached, never below nothing', () => {
    expect([uncached(10, 4), uncached(10, undefined), uncached(4, 10)]).toEqual([6, 10, 0])
    expect(uncached(undefined, 4)).toBeUndefined()
  })
})
