// The words of the scripts.

import { expect, test } from 'vitest'
import { toReply } from './script.ts'

test('the last script in the text is played, one step a round', () => {
  const prompt = 'MOCK:plain\nand now MOCK:bash 3 then touch a.txt'
  expect(toReply(prompt, 0).asks).toEqual([{ kind: 'shell', command: 'sleep 3' }])
  expect(toReply(prompt, 1).asks).toMatchObject([{ command: 'touch a.txt', needsPermission: true }])
  expect(toReply(prompt, 2)).toMatchObject({ asks: [], text: expect.stringContaining('Done') })
})

test('a text without a script is answered plainly', () => {
  expect(toReply('hello', 0)).toEqual(toReply('MOCK:plain', 0))
  expect(toReply('MOCK:dance', 0).text).toContain('dance')
})

test('a sub-agent gets a script of its own', () => {
  expect(toReply('MOCK:subagent bash 4', 0).asks).toEqual([
    { kind: 'agent', prompt: 'MOCK:bash 4' },
  ])
})

test('waits and failures are in the words', () => {
  expect(toReply('MOCK:slow 15', 0)).toMatchObject({ delayMs: 15_000, asks: [] })
  expect(toReply('MOCK:stream 20', 0)).toMatchObject({ delayMs: 0, overMs: 20_000 })
  expect(toReply('MOCK:error 529 x2', 0).failure).toEqual({ how: 529, times: 2 })
  expect(toReply('MOCK:cut', 0).failure).toEqual({ how: 'cut', times: Infinity })
})
