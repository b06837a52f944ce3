// `setup --hooks`: hooks come beside those of the user, and only they go again.

import { expect, test } from 'vitest'
import { findProgram } from '../../src/commands/setup/hook-program.ts'
import { claudeCodeHooks } from '../../src/setup/claude-code-hooks.ts'
import { mainSource } from '../main-source.ts'
import { type Home, installed } from './support.ts'

const CLAUDE = '.claude/settings.json'
const CODEX = '.codex/config.toml'
const QWEN = '.qwen/settings.json'
const url = 'http://127.0.0.1:4318/hooks/qwen-code'
const posted = { hooks: [{ type: 'http', url, timeout: 0.5 }] }
const words = (agent: string) => `{ otel-ai-monitor hook ${agent} <&3 3<&- >/dev/null 2>&1 & } 3<&0`
const run = { hooks: [{ type: 'command', command: words('claude-code') }] }

const existing = `{
  // mine
  "hooks": {
    "Stop": [
      // a bell
      { "hooks": [{ "type": "command", "command": "bell" }] } // end
    ],
    "SessionEnd": [{ "hooks": [] }], /* so */
    "PreToolUse": [],
    "SessionStart": []
  },
  "theme": "dark"
}
`

const readHooks = (home: Home, file = CLAUDE) =>
  (JSON.parse(home.read(file)) as { hooks: Record<string, unknown[]> }).hooks

test('a new file has all hooks of Claude Code, and goes again', async () => {
  using home = installed()
  const shown = await home.setup('claude-code', '--hooks')
  expect(shown.stdout).toContain('setup claude-code --apply --hooks')
  expect(home.has(CLAUDE)).toBe(false)
  expect((await home.setup('claude-code', '--hooks', '--apply')).code).toBe(0)
  expect(readHooks(home)).toEqual({
    UserPromptSubmit: [run],
    PermissionRequest: [run],
    Elicitation: [run],
    ElicitationResult: [run],
    PostToolUse: [run],
    Stop: [run],
    StopFailure: [run],
    SessionStart: [run],
    SessionEnd: [run],
  })
  expect(home.read(CLAUDE)).toContain('"OTEL_TRACES_EXPORTER": "otlp"')
  await home.setup('claude-code', '--undo')
  expect(home.has(CLAUDE)).toBe(false)
})

test('without --hooks there are none', async () => {
  using home = installed()
  await home.setup('claude-code', '--apply')
  await home.setup('codex', '--apply')
  expect(home.read(CLAUDE)).not.toContain('hooks')
  expect(home.read(CODEX)).not.toContain('notify')
})

test.each(['\n', '\r\n'])('hooks and comments of the user stay, line ends %j', async (eol) => {
  using home = installed()
  const before = existing.replaceAll('\n', eol)
  home.write(CLAUDE, before)
  await home.setup('claude-code', '--hooks', '--apply')
  const after = home.read(CLAUDE)
  expect(after.replaceAll(/\r?\n/g, eol)).toBe(after)
  const bell = '      { "hooks": [{ "type": "command", "command": "bell" }] }, // end\n      {\n'
  expect(after).toContain(`      // a bell\n${bell}`.replaceAll('\n', eol))
  expect(after).toContain(`"SessionEnd": [{ "hooks": [] }, ${JSON.stringify(run)}], /* so */`)
  expect((await home.setup('claude-code', '--hooks', '--apply')).stdout).toContain('Nothing to do.')
  expect(home.read(CLAUDE)).toBe(after)
  home.write(CLAUDE, after.replace('"dark"', '"light"'))
  await home.setup('claude-code', '--undo')
  const undone = home.read(CLAUDE).replaceAll(/\s/g, '')
  expect(undone).toBe(existing.replace('"dark"', '"light"').replaceAll(/\s/g, ''))
  home.write(CLAUDE, before)
  await home.setup('claude-code', '--hooks', '--apply')
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe(before)
})

test('hooks that were added by hand are not added again, nor taken out', async () => {
  using home = installed()
  const inForeground = { hooks: [{ type: 'command', command: 'otel-ai-monitor hook claude-code' }] }
  const Stop = [{ matcher: '*', ...inForeground }]
  const StopFailure = [{ matcher: 'some', ...run }]
  const before = JSON.stringify({ hooks: { Stop, StopFailure, SessionEnd: [run] } })
  home.write(CLAUDE, before)
  const { stdout } = await home.setup('claude-code', '--hooks', '--apply')
  expect(stdout).toMatch(
    /Already right: hooks.SessionEnd\nKept, since it serves as well: hooks.Stop:/,
  )
  const after = readHooks(home)
  expect(after).toMatchObject({ Stop, SessionEnd: [run], StopFailure: [...StopFailure, run] })
  home.write(CLAUDE, `${home.read(CLAUDE)}\n`)
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe(`${before}\n`)
})

test('an address that was added by hand is not added again', async () => {
  using home = installed()
  const Stop = [{ hooks: [{ type: 'http', url: url.replace('127.0.0.1', 'localhost') }] }]
  home.write(QWEN, JSON.stringify({ hooks: { Stop } }))
  await home.setup('qwen-code', '--hooks', '--apply')
  expect(readHooks(home, QWEN)).toMatchObject({ Stop, SessionEnd: [posted] })
})

test('what came into our arrays since stays, and what was changed', async () => {
  using home = installed()
  home.write(CLAUDE, '{}')
  await home.setup('claude-code', '--hooks', '--apply')
  const settings = JSON.parse(home.read(CLAUDE)) as { hooks: Record<string, unknown[]> }
  settings.hooks.Stop?.unshift({ hooks: [] })
  settings.hooks.SessionEnd = [{ matcher: 'clear', ...run }]
  home.write(CLAUDE, JSON.stringify(settings))
  const { stdout } = await home.setup('claude-code', '--undo')
  expect(stdout).toContain('Changed since, and kept: hooks.SessionEnd\n')
  expect(JSON.parse(home.read(CLAUDE))).toEqual({
    hooks: { Stop: [{ hooks: [] }], SessionEnd: [{ matcher: 'clear', ...run }] },
  })
})

test('ours follow the endpoint and the program, even without --hooks', async () => {
  using home = installed()
  home.write(CLAUDE, existing)
  await home.setup('claude-code', '--hooks', '--apply')
  home.env.PATH = ''
  await home.setup('claude-code', '--apply', '--port', '5000')
  expect(home.read(CLAUDE)).not.toContain('4318')
  expect(home.read(CLAUDE)).not.toContain('{ otel-ai-monitor hook')
  expect(home.read(CLAUDE)).toMatch(/"command": "\{ \/\S+ \/\S+ hook claude-code <&3/)
  expect(home.read(CLAUDE)).toContain('"bell"')
  await home.setup('claude-code', '--undo')
  expect(home.read(CLAUDE)).toBe(existing)
})

test('with a token the program posts everything', async () => {
  using home = installed({ OTEL_AI_MONITOR_TOKEN: 'x'.repeat(32) })
  await home.setup('qwen-code', '--hooks', '--apply')
  const own = { hooks: [{ type: 'command', command: words('qwen-code') }] }
  expect(readHooks(home, QWEN)).toMatchObject({ Stop: [own], SessionEnd: [own] })
})

test('a token is wanted at the settings’ endpoint, by whatever name it is given', async () => {
  using home = installed({ OTEL_AI_MONITOR_TOKEN: 'x'.repeat(32) })
  await home.setup('qwen-code', '--hooks', '--apply', '--endpoint', 'http://localhost:4318/')
  const own = { hooks: [{ type: 'command', command: words('qwen-code') }] }
  expect(readHooks(home, QWEN)).toMatchObject({ Stop: [own], SessionEnd: [own] })
  const elsewhere = await home.setup('qwen-code', '--hooks', '--endpoint', 'http://127.0.0.1:5000')
  expect(elsewhere.stdout).not.toContain('token')
})

test.each([
  ['claude-code', ['--port', '5000'], true],
  ['claude-code', ['--endpoint', 'http://127.0.0.1:5000'], true],
  ['claude-code', ['--endpoint', 'http://localhost:4318'], false],
  ['claude-code', [], false],
  ['qwen-code', ['--endpoint', 'http://127.0.0.1:5000'], false],
])('%s with %j: the hook command sends elsewhere, which is said: %j', async (id, more, isSaid) => {
  using home = installed()
  const { stdout } = await home.setup(id, '--hooks', ...more)
  const said = 'The hook command sends to the host and port of the settings'
  expect(stdout.includes(said)).toBe(isSaid)
})

test('hooks that are no list are left as they are', async () => {
  using home = installed()
  const before = '{"hooks": {"Stop": {}}}'
  home.write(CLAUDE, before)
  const { code, stderr } = await home.setup('claude-code', '--hooks', '--apply', '--force')
  expect([code, stderr]).toEqual([1, expect.stringContaining('column 20: is not an array')])
  expect(home.read(CLAUDE)).toBe(before)
})

const program = { type: 'command', command: words('gemini-cli') }
const [address] = posted.hooks

test.each([
  ['gemini-cli', '.gemini/settings.json', 'Notification', program],
  ['qwen-code', QWEN, 'PermissionRequest', address],
])('%s has hooks beside those of the user, until undone', async (id, file, event, hook) => {
  using home = installed()
  const bell = { hooks: [{ type: 'command', command: 'bell' }] }
  const before = `${JSON.stringify({ hooks: { [event]: [bell] } })}\n`
  home.write(file, before)
  expect((await home.setup(id, '--hooks', '--apply')).code).toBe(0)
  const hooks = readHooks(home, file)
  expect(hooks[event]).toEqual([bell, { hooks: [hook] }])
  expect(hooks['SessionEnd']).toEqual([{ hooks: [hook] }])
  await home.setup(id, '--undo')
  expect(home.read(file)).toBe(before)
})

test('Copilot CLI has a file of hooks beside the variable, until undone', async () => {
  using home = installed()
  const file = '.copilot/hooks/otel-ai-monitor.json'
  await home.setup('copilot', '--apply')
  expect(home.has(file)).toBe(false)
  await home.setup('copilot', '--hooks', '--apply')
  const own = [{ type: 'command', bash: words('copilot') }]
  expect(JSON.parse(home.read(file))).toMatchObject({
    version: 1,
    hooks: { Notification: own, Stop: own },
  })
  expect((await home.setup('copilot', '--hooks', '--apply')).stdout).toContain('Nothing to do.')
  await home.setup('copilot', '--undo')
  expect(home.has(file)).toBe(false)
})

test('opencode has none', async () => {
  using home = installed()
  const { code, stderr } = await home.setup('opencode', '--hooks', '--apply')
  expect([code, stderr]).toEqual([64, expect.stringContaining('has no hooks that setup can add')])
})

test('--undo takes everything back, so that --hooks says nothing with it', async () => {
  using home = installed()
  const { code, stderr } = await home.setup('codex', '--hooks', '--undo')
  expect([code, stderr]).toEqual([64, expect.stringContaining('--undo goes with neither')])
})

test('the installed program is named, and otherwise the files that run', () => {
  using home = installed()
  const own = [process.execPath, mainSource]
  expect(findProgram(home.env.PATH)).toEqual(['otel-ai-monitor'])
  home.write('node_modules/.bin/otel-ai-monitor', '', 0o755)
  expect(findProgram(home.path('node_modules/.bin'))).toEqual(own)
  home.write('bin/otel-ai-monitor', '')
  expect(findProgram()).toEqual(own)
})

test('a program with blanks and quotes in its path stays one word', () => {
  const target = { endpoint: 'http://e', program: ['/a b', "/it's"], needsToken: false }
  const entry = claudeCodeHooks(target).find(({ path }) => path.includes('SessionStart'))
  const command = String.raw`{ '/a b' '/it'\''s' hook claude-code <&3 3<&- >/dev/null 2>&1 & } 3<&0`
  expect(entry?.value).toEqual({ hooks: [{ type: 'command', command }] })
})
