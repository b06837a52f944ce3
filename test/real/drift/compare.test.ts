// What counts as drift: news that no rule knows, and what a rule needs and no longer gets.

import { expect, test } from 'vitest'
import { qwenCode } from '../../../src/agents/qwen-code.ts'
import { compare, isDrift } from './compare.ts'
import type { Names } from './names.ts'

const names = (...list: readonly (readonly [string, ...string[]])[]): Names =>
  new Map(list.map(([name, ...fields]) => [name, new Set(fields)]))

const prompt = ['log qwen-code.user_prompt', 'prompt_id'] as const
const before = names(prompt, ['span http', 'url'])
const isNews = (latest: Names): boolean => isDrift(compare(qwenCode, before, latest))

test('the same is no drift, nor is less or more of what nobody reads', () => {
  expect(isNews(before)).toBe(false)
  expect(isNews(names(prompt))).toBe(false)
  expect(isNews(names([...prompt, 'colour']))).toBe(false)
})

test('a name that a rule knows is no drift where it appears, but where it is gone', () => {
  expect(isNews(names(prompt, ['log qwen-code.tool_call']))).toBe(false)
  expect(isNews(names(['span http', 'prompt_id']))).toBe(true)
})

test('an attribute that is gone is drift, and a name that no rule knows', () => {
  expect(compare(qwenCode, before, names([prompt[0]])).goneAttributes).toEqual(['prompt_id'])
  expect(isNews(names([prompt[0]]))).toBe(true)
  expect(compare(qwenCode, before, names(prompt, ['log new'])).unknown).toEqual(['log new'])
  expect(isNews(names(prompt, ['log new']))).toBe(true)
})
