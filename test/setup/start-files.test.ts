// A collector that programs are already sent to: however the start-up files say so, it stays until it is replaced by force.

import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { Home } from './support.ts'

const THEIRS = 'http://collector.corp:4317'
const OURS = 'http://127.0.0.1:4318'
const NAME = 'OTEL_EXPORTER_OTLP_ENDPOINT'

/** What a program started from an interactive bash sees. */
const seenFromBash = ({ env }: Home) =>
  execFileSync('bash', ['-ic', `printf %s "$(printenv ${NAME})"`], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  })

test('what a shell starts with is read by the next one: the agent is to be started there', async () => {
  using home = new Home()
  expect((await home.setup('copilot', '--apply')).stdout).toContain('Open a new terminal')
  const hooks = await home.setup('copilot', '--apply', '--hooks')
  expect(hooks.stdout).toContain('Restart Copilot CLI where it runs')
})

describe.each([
  ['beside another', `export OTEL_EXPORTER_OTLP_PROTOCOL=grpc ${NAME}=${THEIRS}`],
  ['on the condition that it is not set', `[ -z "\${${NAME}:-}" ] && export ${NAME}=${THEIRS}`],
  ['as the default of an expansion', `export A=\${${NAME}:=${THEIRS}} ${NAME}`],
  ['by declare', `declare -x ${NAME}=${THEIRS}`],
])('%s', (_, line) => {
  const text = `PS1=x\n${line}\nalias a=b\n`

  test('it is a conflict, which is shown', async () => {
    using home = new Home()
    home.write('.bashrc', text)
    const { code, stdout } = await home.setup('copilot', '--apply')
    expect(code).toBe(1)
    expect(stdout).toContain('Set to something else')
    expect(stdout).toContain(THEIRS)
    expect(home.read('.bashrc')).toBe(text)
    expect(seenFromBash(home)).toBe(THEIRS)
  })

  test('it is replaced by force, and brought back, with later edits or without', async () => {
    using home = new Home()
    home.write('.bashrc', text)
    expect((await home.setup('copilot', '--apply', '--force')).code).toBe(0)
    expect(seenFromBash(home)).toBe(OURS)
    expect((await home.setup('copilot', '--apply')).stdout).toContain('Nothing to do.')
    await home.setup('copilot', '--undo')
    expect(home.read('.bashrc')).toBe(text)
    await home.setup('copilot', '--apply', '--force')
    home.write('.bashrc', `${home.read('.bashrc')}alias later=1\n`)
    await home.setup('copilot', '--undo')
    expect(home.read('.bashrc')).toBe(`${text}alias later=1\n`)
  })
})

test.each([
  ['an assignment that is not exported', `${NAME}=${OURS}\n`],
  ['a function that nobody calls', `work() {\n  export ${NAME}=${OURS}\n}\n`],
])('%s is not taken for right, since programs do not see it', async (_, text) => {
  using home = new Home()
  home.write('.bashrc', text)
  expect(seenFromBash(home)).toBe('')
  const { code, stdout } = await home.setup('copilot', '--apply')
  expect([code, stdout]).toEqual([1, expect.not.stringContaining('Already right')])
  await home.setup('copilot', '--apply', '--force')
  expect(seenFromBash(home)).toBe(OURS)
})

test.each(['/bin/bash', '/bin/zsh', '/usr/bin/fish'])(
  'one that only the environment of %s names is a conflict',
  async (SHELL) => {
    using home = new Home({ SHELL, [NAME]: THEIRS })
    const { code, stdout } = await home.setup('opencode', '--apply')
    expect(code).toBe(1)
    expect(stdout).toMatch(/collector\.corp:4317 \(in this environment\)\n +needs /)
    expect(home.beside('.')).not.toContain('.bashrc')
    expect((await home.setup('opencode', '--apply', '--force')).code).toBe(0)
    // This shell's own environment is older than the file.
    expect((await home.setup('opencode', '--apply')).stdout).toContain('Nothing to do.')
    await home.setup('opencode', '--undo')
  },
)

test('an environment that says the same is no conflict', async () => {
  using home = new Home({ [NAME]: 'http://localhost:4318/' })
  expect((await home.setup('copilot', '--apply')).code).toBe(0)
})

test.each([['--apply'], []])(
  'where nothing but lines by hand will do, that is no “nothing to do”',
  async (...words) => {
    using home = new Home({ SHELL: '/bin/tcsh' })
    const { stdout } = await home.setup('copilot', ...words)
    expect(stdout).toContain('Add to the start-up file of your shell')
    expect(stdout).not.toContain('Nothing to do.')
  },
)

describe('fish reads config.fish last', () => {
  const CONFIG = '.config/fish/config.fish'
  const OWN = '.config/fish/conf.d/otel-ai-monitor.fish'

  test.each([
    `set -gx ${NAME} ${THEIRS}\n`,
    `if status is-login\n  set -x ${NAME} ${THEIRS}\nend\n`,
  ])('so that %j is a conflict', async (text) => {
    using home = new Home({ SHELL: '/usr/bin/fish' })
    home.write(CONFIG, text)
    const { code, stdout } = await home.setup('copilot', '--apply')
    expect([code, stdout]).toEqual([1, expect.stringContaining(THEIRS)])
    expect([home.has(OWN), home.read(CONFIG)]).toEqual([false, text])
    expect((await home.setup('copilot', '--apply', '--force')).code).toBe(0)
    expect(home.read(CONFIG)).toContain(`set -gx ${NAME} ${OURS}`)
    await home.setup('copilot', '--undo')
    expect([home.has(OWN), home.read(CONFIG)]).toEqual([false, text])
  })

  test('and where it says nothing of it, it is not touched', async () => {
    using home = new Home({ SHELL: '/usr/bin/fish' })
    home.write(CONFIG, 'set -gx EDITOR vi\n')
    const { code, stdout } = await home.setup('copilot', '--apply')
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('config.fish\n')])
    expect(home.read(CONFIG)).toBe('set -gx EDITOR vi\n')
  })
})
