// The completion scripts, in the shells that are installed.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { toBashScript } from '../../src/cli/completions/bash.ts'
import { toFishScript } from '../../src/cli/completions/fish.ts'
import { toZshScript } from '../../src/cli/completions/zsh.ts'
import { loadCommands } from '../../src/commands/registry.ts'
import { run } from './spawn.ts'
import { removeTree } from '../remove-tree.ts'

const commands = await loadCommands()
const names = commands.map(({ name }) => name)

const folder = mkdtempSync(join(tmpdir(), 'completions-'))
afterAll(() => removeTree(folder))

/** @returns the file's path */
function write(shell: string, script: string): string {
  const path = join(folder, `completions.${shell}`)
  writeFileSync(path, script)
  return path
}

const isInstalled = (shell: string) => spawnSync(shell, ['--version']).status === 0

/** What bash offers for the last of the words. */
function complete(script: string, words: readonly string[]): readonly string[] {
  const list = words.map((word) => `'${word}'`).join(' ')
  const call = [
    script,
    `COMP_WORDS=(${list}) COMP_CWORD=${words.length - 1}`,
    '_otel_ai_monitor',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n')
  const output = execFileSync('bash', ['--norc', '-c', call], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  return output.split('\n').filter((word) => word !== '')
}

describe('bash', () => {
  const offer = (...words: readonly string[]) =>
    complete(toBashScript(commands), ['otel-ai-monitor', ...words])

  test('offers the commands', () => {
    expect(offer('')).toEqual(names)
    expect(offer('st')).toEqual(['status'])
  })

  test("offers a command's flags", () => {
    expect(offer('config', 'check', '--quiet')).toEqual(['--quiet-period'])
    expect(offer('watch', '--f')).toEqual(['--format'])
    expect(offer('status', '--quiet')).toEqual([])
    expect(offer('run', '--no')).toContain('--no-notifications')
    expect(offer('run', '--no')).not.toContain('--notifications')
    expect(offer('setup', 'codex', '--no')).toEqual([])
  })

  test("offers the default command's flags where none is named", () => {
    expect(offer('--quiet')).toEqual(['--quiet-period'])
    expect(offer('--port', '1', '--no-pi')).toEqual(['--no-pipe'])
  })

  test('offers values', () => {
    expect(offer('watch', '--format', 'way')).toEqual(['waybar'])
    expect(offer('config', 'sch')).toEqual(['schema'])
    expect(offer('completions', '')).toEqual(['bash', 'zsh', 'fish'])
  })

  test('offers values behind an equals sign, which bash makes a word of its own', () => {
    expect(offer('watch', '--format', '=', 'way')).toEqual(['waybar'])
    expect(offer('watch', '--format', '=')).toContain('waybar')
    expect(offer('completions', '--config', '=', 'completions.t')).toEqual(['completions.test.ts'])
    expect(offer('replay', '--quiet-period', '=', 'completions.t')).toEqual([])
  })

  test('offers files', () => {
    expect(offer('replay', 'completions.t')).toEqual(['completions.test.ts'])
    expect(offer('config', '--config', 'completions.t')).toEqual(['completions.test.ts'])
  })

  test('registers itself for the program', async () => {
    const { code, stdout } = await run(['completions', 'bash'])
    expect(code).toBe(0)
    const registered = execFileSync('bash', ['--norc', '-c', `${stdout}\ncomplete -p`])
    expect(registered.toString()).toBe('complete -F _otel_ai_monitor otel-ai-monitor\n')
  })
})

describe('zsh', () => {
  test('knows every command', () => {
    const script = toZshScript(commands)
    expect(script).toMatch(/^#compdef otel-ai-monitor\n/)
    for (const name of names) expect(script).toContain(`    ${name})\n      _arguments`)
    expect(script).toContain(String.raw`'--port=[port; 0 picks a free one]:n:'`)
    expect(script).toContain("'(bash zsh fish)'".slice(1, -1))
  })

  test.skipIf(!isInstalled('zsh'))('parses the script', () => {
    expect(spawnSync('zsh', ['-n', write('zsh', toZshScript(commands))]).status).toBe(0)
  })
})

describe('fish', () => {
  test('knows every command', () => {
    const script = toFishScript(commands)
    for (const name of names) expect(script).toContain(`-n __fish_use_subcommand -a ${name} -d '`)
    expect(script).toContain("-n 'contains -- config (commandline -opc)[2]' -l port -x -d 'port")
    expect(script).toContain("-l config -r -F -d 'settings file'")
  })

  test.skipIf(!isInstalled('fish'))('offers flags, values and files', () => {
    const script = write('fish', toFishScript(commands))
    const offer = (line: string) => {
      const call = `source ${script}; complete -C 'otel-ai-monitor ${line}'`
      const options = { encoding: 'utf8', cwd: folder } as const
      return spawnSync('fish', ['-N', '-c', call], options)
        .stdout.trim()
        .split(/[\t\n]/)[0]
    }
    expect(offer('sta')).toBe('status')
    expect(offer('config --quiet')).toBe('--quiet-period')
    expect(offer('watch --format way')).toBe('waybar')
    expect(offer('replay completions.f')).toBe('completions.fish')
    expect(offer('status --j')).toBe('--json')
    expect(offer('service status --j')).toBe('')
  })
})
