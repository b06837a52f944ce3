// Every agent, with its file in every state that people have it in.

import { lstatSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agentCases, Home } from './support.ts'

const backupOf = (file: string) => `${file}.otel-ai-monitor.bak`
const RECORDS = '.local/state/otel-ai-monitor/setup.json'

describe.each(agentCases)('$id', (agent) => {
  const { id, file, existing, ours } = agent
  const undone = async (home: Home) => expect((await home.setup(id, '--undo')).code).toBe(0)

  test('without --apply shows what it would write, and writes nothing', async () => {
    using home = new Home()
    home.write(file, existing)
    const { code, stdout } = await home.setup(id)
    expect(code).toBe(0)
    for (const text of ours) expect(stdout).toContain(text)
    expect(stdout).toContain(`+++ ${home.path(file)}`)
    expect(stdout).toContain(`setup ${id} --apply`)
    expect(home.read(file)).toBe(existing)
    expect(home.beside(file)).toHaveLength(1)
  })

  test('creates the file, and removes it again', async () => {
    using home = new Home()
    expect((await home.setup(id, '--apply')).code).toBe(0)
    for (const text of ours) expect(home.read(file)).toContain(text)
    expect(home.read(file)).toMatch(/[^\n]\n$/)
    expect(statSync(home.path(file)).mode & 0o777).toBe(0o600)
    expect(statSync(home.path(RECORDS)).mode & 0o777).toBe(0o600)
    await undone(home)
    expect(home.has(file)).toBe(false)
  })

  test('fills an empty file, and empties it again', async () => {
    using home = new Home()
    home.write(file, '')
    await home.setup(id, '--apply')
    for (const text of ours) expect(home.read(file)).toContain(text)
    await undone(home)
    expect(home.read(file)).toBe('')
  })

  test.each(['\n', '\r\n'])('adds to a file with comments and line ends %j', async (eol) => {
    using home = new Home()
    const before = existing.replaceAll('\n', eol)
    home.write(file, before, 0o640)
    await home.setup(id, '--apply')
    const after = home.read(file)
    for (const text of ours) expect(after).toContain(text)
    expect(
      after.split('\n').every((line) => line === '' || line.endsWith('\r') === (eol !== '\n')),
    ).toBe(true)
    // Every old line is still there, in order; a comma may have come to one.
    const lines = after.replaceAll(',', '').split(eol)
    let index = -1
    for (const line of existing.replaceAll(',', '').split('\n')) {
      index = lines.indexOf(line, index + 1)
      expect({ line, index }).not.toEqual({ line, index: -1 })
    }
    expect(statSync(home.path(file)).mode & 0o777).toBe(0o640)
    expect(home.read(backupOf(file))).toBe(before)
    expect(statSync(home.path(backupOf(file))).mode & 0o777).toBe(0o640)
    await undone(home)
    expect(home.read(file)).toBe(before)
    expect(home.beside(file)).toHaveLength(1)
  })

  test('has nothing to do the second time', async () => {
    using home = new Home()
    home.write(file, existing)
    await home.setup(id, '--apply')
    const [after, records, { ino }] = [
      home.read(file),
      home.read(RECORDS),
      statSync(home.path(file)),
    ]
    const { code, stdout } = await home.setup(id, '--apply')
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing to do.')])
    expect([home.read(file), home.read(RECORDS)]).toEqual([after, records])
    expect(statSync(home.path(file)).ino).toBe(ino)
  })

  test('shows a conflict, and replaces it only by force', async () => {
    using home = new Home()
    home.write(file, agent.conflicting)
    const refused = await home.setup(id, '--apply')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('Set to something else')
    expect(home.read(file)).toBe(agent.conflicting)
    expect(home.has(RECORDS)).toBe(false)
    expect((await home.setup(id, '--apply', '--force')).code).toBe(0)
    expect(home.read(file)).not.toContain(agent.theirs)
    for (const text of ours)
      expect(home.read(file).replaceAll(/["']/g, '')).toContain(text.replaceAll(/["']/g, ''))
    await undone(home)
    expect(home.read(file)).toBe(agent.conflicting)
  })

  test('brings back a replaced value and keeps edits made since', async () => {
    using home = new Home()
    home.write(file, agent.conflicting)
    await home.setup(id, '--apply', '--force')
    const marker = file.endsWith('.json') ? '\n// later\n' : '\n# later\n'
    home.write(file, home.read(file) + marker)
    await undone(home)
    expect(home.read(file)).toContain(agent.theirs)
    expect(home.read(file)).toContain('later')
    expect(home.read(file)).not.toContain('127.0.0.1')
  })

  test('keeps edits made since when it takes its own back', async () => {
    using home = new Home()
    home.write(file, existing)
    await home.setup(id, '--apply')
    home.write(file, agent.edit(home.read(file)))
    await undone(home)
    expect(home.read(file)).toBe(agent.edit(existing))
  })

  test('keeps a link', async () => {
    using home = new Home()
    home.write('dotfiles/settings', existing)
    mkdirSync(dirname(home.path(file)), { recursive: true })
    symlinkSync('../dotfiles/settings'.slice(file.includes('/') ? 0 : 3), home.path(file))
    await home.setup(id, '--apply')
    expect(lstatSync(home.path(file)).isSymbolicLink()).toBe(true)
    for (const text of ours) expect(home.read('dotfiles/settings')).toContain(text)
    expect(readdirSync(home.path('dotfiles'))).toEqual(['settings'])
    await undone(home)
    expect(home.read('dotfiles/settings')).toBe(existing)
  })

  test('leaves a read-only file, and one that Nix built, and says what to do', async () => {
    using home = new Home()
    home.write(file, existing, 0o444)
    const { code, stderr, stdout } = await home.setup(id, '--apply')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is read-only: .*chmod u\+w/)])
    for (const text of ours) expect(stdout).toContain(text)
    home.env.NIX_STORE_DIR = home.dir
    expect((await home.setup(id, '--apply')).stderr).toMatch(/built by Nix: .*home-manager/)
    expect((await home.setup(id)).stdout).toMatch(/built by Nix/)
    expect(home.read(file)).toBe(existing)
    expect(home.has(RECORDS)).toBe(false)
  })

  test('says so where there is nothing to undo', async () => {
    using home = new Home()
    const { code, stderr } = await home.setup(id, '--undo')
    expect([code, stderr]).toEqual([1, expect.stringContaining('nothing to undo')])
  })
})

const parsedCases = agentCases.filter(({ malformed }) => malformed !== '')

test.each(parsedCases)('$id refuses a malformed file, with its place', async (agent) => {
  const { id, file, malformed, position } = agent
  using home = new Home()
  home.write(file, malformed)
  const { code, stderr } = await home.setup(id, '--apply', '--force')
  expect(code).toBe(1)
  expect(stderr).toContain(`${join(home.dir, file)}, ${position}`)
  expect(home.read(file)).toBe(malformed)
})
