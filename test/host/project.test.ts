import { execFileSync } from 'node:child_process'
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findProject } from '../../src/host/project.ts'
import { has, unless } from './children.ts'
import { makeTempDir } from '../temp-dir.ts'

const env = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
}

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, env, stdio: 'pipe' })
}

function makeRepository(path: string): string {
  mkdirSync(path, { recursive: true })
  git(path, 'init', '-q')
  git(path, 'commit', '-q', '--allow-empty', '-m', 'first')
  return path
}

const top = () => realpathSync(makeTempDir())

const hasGit = has('git')
describe.skipIf(!hasGit)(`in a repository${unless(hasGit, 'there is no git')}`, () => {
  test('it is the top directory, from anywhere below', async () => {
    const root = makeRepository(join(top(), 'nixos-config'))
    const below = join(root, 'src/deep')
    mkdirSync(below, { recursive: true })
    expect(await findProject(root)).toBe('nixos-config')
    expect(await findProject(below)).toBe('nixos-config')
    expect(await findProject(join(below, 'removed/since'))).toBe('nixos-config')
  })

  test('a linked worktree goes by its own name', async () => {
    const directory = top()
    const main = makeRepository(join(directory, 'shop'))
    const root = join(directory, 'shop-checkout')
    git(main, 'worktree', 'add', '-q', root)
    expect(await findProject(root)).toBe('shop-checkout')
    const inside = join(main, '.claude/worktrees/calm-owl')
    git(main, 'worktree', 'add', '-q', inside)
    expect(await findProject(join(inside, 'src'))).toBe('calm-owl')
  })

  test.each(['.bare', 'shop.git'])('a worktree of the bare repository %s', async (bare) => {
    const directory = top()
    const origin = makeRepository(join(directory, 'origin'))
    const shop = join(directory, 'shop')
    git(directory, 'clone', '-q', '--bare', origin, join(shop, bare))
    const root = join(shop, 'feature')
    git(join(shop, bare), 'worktree', 'add', '-q', root)
    expect(await findProject(root)).toBe('feature')
  })

  test('a submodule is a project of its own', async () => {
    const directory = top()
    const part = makeRepository(join(directory, 'part'))
    const whole = makeRepository(join(directory, 'whole'))
    git(whole, 'submodule', '--quiet', 'add', part, 'lib/part')
    const root = join(whole, 'lib/part')
    expect(await findProject(root)).toBe('part')
  })

  test('a home directory kept in git is no project of what is under it', async () => {
    const home = makeRepository(join(top(), 'ada'))
    const root = join(home, 'notes')
    mkdirSync(root)
    expect(await findProject(root, home)).toBe('notes')
    expect(await findProject(home, home)).toBeUndefined()
  })
})

test('without a repository it is the directory', async () => {
  const root = join(top(), 'müll & more')
  expect(await findProject(root)).toBe('müll & more')
})

test('the root directory is no project', async () => {
  expect(await findProject('/')).toBeUndefined()
})

test.each(['', 'gitdir: ', 'gitdir: nowhere', 'gitdir: .', 'x'.repeat(100_000)])(
  'what only looks like a repository is none: %j',
  async (text) => {
    const root = top()
    writeFileSync(join(root, '.git'), text)
    const below = join(root, 'below')
    mkdirSync(join(below, '.git'), { recursive: true })
    expect(await findProject(below)).toBe('below')
    expect(await findProject(join(root, 'other'))).toBe('other')
  },
)
