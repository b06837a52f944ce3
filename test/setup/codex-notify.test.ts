// `setup codex --hooks`: the one program that Codex notifies.

import { expect, test } from 'vitest'
import { installed } from './support.ts'

const CODEX = '.codex/config.toml'
const notify = 'notify = ["otel-ai-monitor", "hook", "codex"]\n'

test.each([
  ['', `${notify}\n[otel]`],
  ['# mine\n', `# mine\n${notify}`],
  ['# mine\n[a]\nb = 1\n', `${notify}# mine\n[a]\nb = 1\n`],
  ['m = """\n[a]\n""" # m\n\n[[a]]\n', `m = """\n[a]\n""" # m\n${notify}\n[[a]]\n`],
])('notify of Codex comes before every table of %j', async (before, after) => {
  using home = installed()
  home.write(CODEX, before)
  const { stdout } = await home.setup('codex', '--hooks', '--apply')
  expect(stdout).toContain('only once you trust them')
  expect(home.read(CODEX)).toContain(after)
  home.write(CODEX, `${home.read(CODEX)}# later\n`)
  await home.setup('codex', '--undo')
  expect(home.read(CODEX)).toBe(`${before}# later\n`)
})

test('another notify of Codex is replaced only by force', async () => {
  using home = installed()
  const before = 'notify = ["bell"]\r\n'
  home.write(CODEX, before)
  const { code, stdout } = await home.setup('codex', '--hooks', '--apply')
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('notify = ["bell"]\n    needs notify'),
  ])
  expect(home.read(CODEX)).toBe(before)
  await home.setup('codex', '--hooks', '--apply', '--force')
  expect(home.read(CODEX)).toContain(notify.trim())
  await home.setup('codex', '--undo')
  expect(home.read(CODEX)).toBe(before)
  home.write(CODEX, 'notify = ["/opt/otel-ai-monitor", "hook", "codex"]\n')
  expect((await home.setup('codex', '--hooks', '--apply')).code).toBe(0)
  expect(home.read(CODEX)).toContain('/opt/')
})
