// The real program, from the command line to the files.

import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, statSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isRoot } from '../host/children.ts'
import { Home } from './support.ts'

const CLAUDE = '.claude/settings.json'

test('shows, applies, has nothing to do, and undoes', async () => {
  using home = new Home()
  const before = '\ufeff{\r\n\t// mine\r\n\t"model": "x",\r\n}\r\n'
  home.write('dot/claude.json', before)
  home.write('.claude/other', '')
  symlinkSync('../dot/claude.json', home.path(CLAUDE))
  expect(await home.spawn('claude-code')).toMatchObject({ code: 0, stderr: '' })
  expect(home.read(CLAUDE)).toBe(before)
  const applied = await home.spawn('claude-code', '--apply', '--port', '4999')
  expect(applied).toMatchObject({ code: 0, stderr: '' })
  expect(applied.stdout).toContain(`Wrote ${home.path(CLAUDE)}`)
  const after = home.read('dot/claude.json')
  expect(after).toContain('\ufeff{\r\n\t// mine\r\n\t"model": "x",\r\n\t"env": {\r\n\t\t"')
  expect(after).toContain('"http://127.0.0.1:4999"')
  const again = await home.spawn('claude-code', '--apply', '--port', '4999')
  expect(again.stdout).toContain('Nothing to do.')
  expect(home.read('dot/claude.json')).toBe(after)
  expect(await home.spawn('claude-code', '--undo')).toMatchObject({ code: 0, stderr: '' })
  expect(home.read('dot/claude.json')).toBe(before)
  expect(home.beside(CLAUDE)).toEqual(['settings.json'])
})

test('names the problem on stderr, without a stack', async () => {
  using home = new Home()
  home.write('.codex/config.toml', 'a = 1\na = 2\n')
  const { code, stderr } = await home.spawn('codex', '--apply')
  expect([code, stderr]).toEqual([1, expect.stringContaining('config.toml, line 2, column 1: ')])
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect((await home.spawn('cursor')).code).toBe(64)
  expect((await home.spawn()).code).toBe(64)
})

test('what bash starts from the edited file sees the variable', async () => {
  using home = new Home()
  home.write('.bashrc', 'PS1=x\nA=1')
  expect((await home.spawn('copilot', '--apply')).code).toBe(0)
  const shell = spawn('bash', ['-ic', 'printf %s "$OTEL_EXPORTER_OTLP_ENDPOINT"'], {
    env: home.env,
  })
  let text = ''
  for await (const chunk of shell.stdout) text += String(chunk)
  expect(text).toBe('http://127.0.0.1:4318')
})

/** Never one of /dev: where it went wrong, that would be gone. */
function linkDevice(path: string): void {
  execFileSync('mknod', [`${path}.device`, 'c', '1', '3'])
  symlinkSync(`${path}.device`, path)
}

const specials: readonly (readonly [string, (path: string) => unknown])[] = [
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ...(isRoot ? [['a link to a device', linkDevice] as const] : []),
]

test.each(specials)('%s is neither waited for nor replaced', async (_, make) => {
  using home = new Home()
  home.write('.claude/other', '')
  const path = home.path(CLAUDE)
  make(path)
  const before = [lstatSync(path), statSync(path)].map(({ mode, ino }) => ({ mode, ino }))
  const { code, stderr } = await home.spawn('claude-code', '--apply')
  expect([code, stderr]).toEqual([1, expect.stringContaining('is not a regular file')])
  expect([lstatSync(path), statSync(path)]).toMatchObject(before)
})
