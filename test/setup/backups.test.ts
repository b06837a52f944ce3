// The backup that is named holds the text that was overwritten, whatever earlier backups there are.

import { readFileSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Home } from './support.ts'

const CLAUDE = '.claude/settings.json'
const BACKUP = `${CLAUDE}.otel-ai-monitor.bak`

/** What the copy says that is named for a file; undefined where none is. */
function readNamed(stdout: string): string | undefined {
  const path = /^Wrote .*; backup: (.*)$/m.exec(stdout)?.[1]
  return path === undefined ? undefined : readFileSync(path, 'utf8')
}

test('a stale backup is not named, and stays', async () => {
  using home = new Home()
  const old = '{"model":"old"}'
  home.write(CLAUDE, old)
  expect(readNamed((await home.setup('claude-code', '--apply')).stdout)).toBe(old)
  home.write(CLAUDE, home.read(CLAUDE).replace('old', 'edited'))
  await home.setup('claude-code', '--undo')
  const brandNew = '{"model":"brand-new"}'
  home.write(CLAUDE, brandNew)
  expect(readNamed((await home.setup('claude-code', '--apply')).stdout)).toBe(brandNew)
  expect(home.read(BACKUP)).toBe(old)
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe(brandNew)
  expect(home.beside(CLAUDE)).toHaveLength(2)
})

test('a backup that says the same is named again, and is not removed', async () => {
  using home = new Home()
  home.write(CLAUDE, '\ufeff{}')
  home.write(BACKUP, 'other')
  home.write(`${BACKUP}.1`, '\ufeff{}')
  const { stdout } = await home.setup('claude-code', '--apply')
  expect(stdout).toContain(`backup: ${home.path(BACKUP)}.1\n`)
  expect(home.beside(CLAUDE)).toHaveLength(3)
  await home.setup('claude-code', '--undo')
  expect(home.beside(CLAUDE)).toHaveLength(3)
})

test('what this program wrote itself is not copied, but an edit of it is', async () => {
  using home = new Home()
  home.write('.bashrc', 'a\n')
  await home.setup('opencode', '--apply')
  const second = await home.setup('copilot', '--apply')
  expect(second.stdout).not.toContain('backup')
  const other = await home.setup('copilot', '--apply', '--port', '5000')
  expect(other.stdout).toContain(`Wrote ${home.path('.bashrc')}\n`)
  expect(home.beside('.bashrc')).toHaveLength(2)
  const edited = `${home.read('.bashrc')}b\n`
  home.write('.bashrc', edited)
  const last = await home.setup('copilot', '--apply', '--port', '5001')
  expect(readNamed(last.stdout)).toBe(edited)
  await home.setup('opencode', '--undo')
  await home.setup('copilot', '--undo')
  expect(home.read('.bashrc')).toBe('a\nb\n')
  expect(home.read('.bashrc.otel-ai-monitor.bak')).toBe('a\n')
})

test('a name that something else has is passed over', async () => {
  using home = new Home()
  home.write(CLAUDE, '{ "x": 1 }')
  home.write(`${BACKUP}/x`, '')
  symlinkSync('nowhere', home.path(`${BACKUP}.1`))
  const { code, stdout } = await home.setup('claude-code', '--apply')
  expect([code, readNamed(stdout)]).toEqual([0, '{ "x": 1 }'])
  await home.setup('claude-code', '--undo')
  expect(home.beside(CLAUDE)).toHaveLength(3)
})

test('there is an end to them, and then nothing is written', async () => {
  using home = new Home()
  home.write(CLAUDE, '{}')
  home.write(BACKUP, '')
  for (let index = 1; index < 100; index++) home.write(`${BACKUP}.${index}`, '')
  const { code, stderr } = await home.setup('claude-code', '--apply')
  expect([code, stderr]).toEqual([1, expect.stringContaining('there are 100 backups')])
  expect(home.read(CLAUDE)).toBe('{}')
})
