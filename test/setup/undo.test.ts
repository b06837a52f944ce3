// What is remembered, and what undo makes of files that changed in between.

import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readDiskFile } from '../../src/setup/disk-file.ts'
import { replaceDiskFile } from '../../src/setup/replace-file.ts'
import { Home } from './support.ts'

const CLAUDE = '.claude/settings.json'
const BACKUP = `${CLAUDE}.otel-ai-monitor.bak`
const RECORDS = '.local/state/otel-ai-monitor/setup.json'

test('another endpoint is set without force where the old one was ours', async () => {
  using home = new Home()
  const before = '{\n  "a": 1\n}\n'
  home.write(CLAUDE, before)
  await home.setup('claude-code', '--apply')
  expect((await home.setup('claude-code', '--apply', '--port', '5000')).code).toBe(0)
  expect(home.read(CLAUDE)).toContain('5000')
  expect(home.read(BACKUP)).toBe(before)
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe(before)
})

test('a replaced value comes back even after a second change and other edits', async () => {
  using home = new Home()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://theirs' }
  home.write(CLAUDE, JSON.stringify({ env }))
  await home.setup('claude-code', '--apply', '--force')
  home.write(CLAUDE, home.read(CLAUDE).replace('{', '{"b": 2, '))
  await home.setup('claude-code', '--apply', '--port', '5000')
  await home.setup('claude-code', '--undo')
  expect(JSON.parse(home.read(CLAUDE))).toEqual({ b: 2, env })
})

test('a value that was changed since stays, and is named', async () => {
  using home = new Home()
  await home.setup('claude-code', '--apply')
  home.write(CLAUDE, home.read(CLAUDE).replace('127.0.0.1', 'mine'))
  const { stdout } = await home.setup('claude-code', '--undo')
  expect(stdout).toContain('Changed since, and kept: env.OTEL_EXPORTER_OTLP_ENDPOINT')
  expect(JSON.parse(home.read(CLAUDE))).toEqual({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://mine:4318' },
  })
  expect((await home.setup('claude-code', '--undo')).code).toBe(1)
})

test('settings that were taken out by hand can be applied and undone anew', async () => {
  using home = new Home()
  home.write(CLAUDE, '{}')
  await home.setup('claude-code', '--apply')
  home.write(CLAUDE, '{ "x": 1 }')
  await home.setup('claude-code', '--apply')
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe('{ "x": 1 }')
  expect(home.read(BACKUP)).toBe('{}')
})

test('where nothing could be written there is no backup either', async () => {
  using home = new Home()
  home.write(CLAUDE, '{ "x": 1 }')
  home.write(`.local/state/otel-ai-monitor/.setup.json.${process.pid}.tmp`, 'in the way')
  const { code, stderr } = await home.setup('claude-code', '--apply')
  expect([code, stderr]).toEqual([1, expect.stringContaining('cannot write')])
  expect([home.read(CLAUDE), home.has(BACKUP)]).toEqual(['{ "x": 1 }', false])
})

test('an earlier backup is never overwritten, nor removed', async () => {
  using home = new Home()
  home.write(CLAUDE, '{ "x": 1 }')
  home.write(BACKUP, 'precious')
  await home.setup('claude-code', '--apply')
  await home.setup('claude-code', '--undo')
  expect(home.read(BACKUP)).toBe('precious')
})

test('directories that were made go again, unless something else came into them', async () => {
  using home = new Home()
  mkdirSync(home.path('.codex'))
  home.env.CLAUDE_CONFIG_DIR = home.path('new/er/claude')
  for (const id of ['claude-code', 'codex', 'qwen-code', 'gemini-cli']) {
    await home.setup(id, '--apply')
  }
  const again = await home.setup('claude-code', '--apply', '--port', '5000')
  expect(again.stdout).not.toContain('backup')
  home.write('.qwen/other.json', '{}')
  for (const id of ['claude-code', 'codex', 'qwen-code', 'gemini-cli']) {
    await home.setup(id, '--undo')
  }
  expect(readdirSync(home.dir).toSorted()).toEqual(['.codex', '.local', '.qwen'])
  expect(readdirSync(home.path('.qwen'))).toEqual(['other.json'])
})

test('a file that two agents need stays until both are undone', async () => {
  using home = new Home()
  home.write('.bashrc', 'a\n')
  await home.setup('opencode', '--apply')
  await home.setup('copilot', '--apply')
  const { stdout } = await home.setup('opencode', '--undo')
  expect(stdout).toContain('copilot needs it too')
  expect(home.read('.bashrc')).toContain('OTEL_')
  await home.setup('copilot', '--undo')
  expect(home.read('.bashrc')).toBe('a\n')
})

test('a file that is gone is no problem', async () => {
  using home = new Home()
  await home.setup('claude-code', '--apply')
  rmSync(home.path(CLAUDE))
  const { code, stdout } = await home.setup('claude-code', '--undo')
  expect([code, stdout]).toEqual([0, expect.stringContaining('There is no')])
})

test('a file of ours that got more in it is not removed', async () => {
  using home = new Home()
  await home.setup('copilot', '--apply')
  home.write('.bashrc', `${home.read('.bashrc')}alias a=b\n`)
  await home.setup('copilot', '--undo')
  expect(home.read('.bashrc')).toBe('alias a=b\n')
})

test('undo leaves a file that is malformed or read-only by now', async () => {
  using home = new Home()
  await home.setup('claude-code', '--apply')
  const applied = home.read(CLAUDE)
  home.write(CLAUDE, `${applied}}`)
  expect((await home.setup('claude-code', '--undo')).stderr).toContain('it was left as it is')
  expect(home.read(CLAUDE)).toBe(`${applied}}`)
  rmSync(home.path(CLAUDE))
  home.write(CLAUDE, applied, 0o400)
  expect((await home.setup('claude-code', '--undo')).stderr).toContain('is read-only')
  expect(home.has(RECORDS)).toBe(true)
})

test('a damaged record is named and left', async () => {
  using home = new Home()
  home.write(RECORDS, '{"version":2}')
  const { code, stderr } = await home.setup('claude-code', '--apply')
  expect([code, stderr]).toEqual([1, expect.stringContaining('setup.json is damaged')])
  expect(home.has(CLAUDE)).toBe(false)
})

test('what is no settings file is refused with its reason', async () => {
  using home = new Home()
  home.write(CLAUDE, Buffer.from([0x7b, 0xff, 0x7d]))
  expect((await home.setup('claude-code', '--apply')).stderr).toContain('is not UTF-8 text')
  rmSync(home.path(CLAUDE))
  home.write(`${CLAUDE}/x`, '')
  expect((await home.setup('claude-code', '--apply')).stderr).toContain('EISDIR')
  rmSync(home.path(CLAUDE), { recursive: true })
  symlinkSync('nowhere', home.path(CLAUDE))
  expect((await home.setup('claude-code', '--apply')).stderr).toContain('is a link to a file that')
})

test('an edit between reading and writing is not lost, and no temporary file stays', () => {
  using home = new Home()
  const path = home.write('a', 'one', 0o604)
  const file = readDiskFile(path)
  writeFileSync(path, 'two')
  expect(() => replaceDiskFile(file, 'three')).toThrow('was changed just now')
  replaceDiskFile(readDiskFile(path), 'three')
  expect([home.read('a'), home.beside('a')]).toEqual(['three', ['a']])
  expect(statSync(path).mode & 0o777).toBe(0o604)
})
