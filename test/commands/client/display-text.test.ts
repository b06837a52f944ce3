import { expect, test } from 'vitest'
import {
  displayWidth,
  fitText,
  padText,
  toPlainText,
} from '../../../src/commands/client/display-text.ts'
import { toCountText, toDurationText, toTimeText } from '../../../src/commands/client/words.ts'

test.each([
  ['plain', 'plain'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['a\r\nb\tc', 'a b c'],
  ['a\u2028b\u2029c', 'a b c'],
  ['abc\u202egnp.exe', 'abcgnp.exe'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['half \ud83d', 'half'],
  ['👩‍💻 ok', '👩‍💻 ok'],
  ['\u0000\u007f\u009b2J', ''],
])('%j becomes %j', (text, plain) => {
  expect(toPlainText(text)).toBe(plain)
})

test.each([
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本語', 6],
  ['한국', 4],
  ['👩‍💻', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['', 0],
])('%j is %i wide', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test.each([
  ['short', 10, 'short'],
  ['exactly-10', 10, 'exactly-10'],
  ['elevenchars', 10, 'elevencha…'],
  ['日本語日本語', 7, '日本語…'],
  ['日本語日本語', 6, '日本…'],
  ['👩‍💻👩‍💻👩‍💻', 4, '👩‍💻…'],
])('%j in %i columns is %j', (text, width, expected) => {
  expect(fitText(text, width)).toBe(expected)
  expect(displayWidth(expected)).toBeLessThanOrEqual(width)
})

test('a letter with a thousand marks is cut down', () => {
  expect(fitText(`a${'\u0301'.repeat(1000)}b`, 10).length).toBeLessThan(20)
})

test('pads by columns', () => {
  expect(padText('日本', 6)).toBe('日本  ')
})

test.each([
  [-5, '0s'],
  [45.9, '45s'],
  [125, '2m 05s'],
  [3840, '1h 04m'],
  [3600, '1h 00m'],
  [266_400, '3d 2h'],
])('%d seconds read %s', (seconds, text) => {
  expect(toDurationText(seconds)).toBe(text)
})

test.each([
  [999, '999'],
  [12_345, '12.3k'],
  [999_960, '1.0M'],
  [4_600_000, '4.6M'],
  [999_960_000, '1.0B'],
])('%d reads %s', (count, text) => {
  expect(toCountText(count)).toBe(text)
})

test.each([
  [new Date(2026, 0, 2, 3, 4, 5).getTime() / 1000, '03:04:05'],
  [1e15, '--:--:--'],
  [Number.NaN, '--:--:--'],
])('at %d it is %s', (seconds, text) => {
  expect(toTimeText(seconds)).toBe(text)
})
