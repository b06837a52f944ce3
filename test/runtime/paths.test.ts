import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  appPaths,
  currentUid,
  ensureOwnDir,
  ensurePrivateDir,
  isOwnDir,
  toAppPaths,
} from '../../src/runtime/paths.ts'
import { makeTempDir } from '../temp-dir.ts'

test('follows the XDG variables', () => {
  const env = {
    XDG_RUNTIME_DIR: '/run/user/1000',
    XDG_CONFIG_HOME: '/c',
    XDG_STATE_HOME: '/s',
    XDG_CACHE_HOME: '/k',
  }
  expect(toAppPaths(env, 1000, '/home/me')).toEqual({
    runtimeDir: '/run/user/1000',
    runtimeDirIsOwn: false,
    pipe: '/run/user/1000/otel-ai-monitor.pipe',
    controlSocket: '/run/user/1000/otel-ai-monitor/control.sock',
    probeSocket: '/run/user/1000/otel-ai-monitor/probe.sock',
    badgeDir: '/run/user/1000/i3pm-badges',
    badgeRecord: '/run/user/1000/otel-ai-monitor/badges.json',
    configDir: '/c/otel-ai-monitor',
    stateDir: '/s/otel-ai-monitor',
    cacheDir: '/k/otel-ai-monitor',
  })
})

test('without them, or where they are not absolute, uses the defaults and a directory of the user', () => {
  const expected = {
    runtimeDir: '/tmp/otel-ai-monitor-1000',
    runtimeDirIsOwn: true,
    pipe: '/tmp/otel-ai-monitor-1000/otel-ai-monitor.pipe',
    controlSocket: '/tmp/otel-ai-monitor-1000/otel-ai-monitor/control.sock',
    probeSocket: '/tmp/otel-ai-monitor-1000/otel-ai-monitor/probe.sock',
    badgeDir: '/tmp/otel-ai-monitor-1000/i3pm-badges',
    badgeRecord: '/tmp/otel-ai-monitor-1000/otel-ai-monitor/badges.json',
    configDir: '/home/me/.config/otel-ai-monitor',
    stateDir: '/home/me/.local/state/otel-ai-monitor',
    cacheDir: '/home/me/.cache/otel-ai-monitor',
  }
  expect(toAppPaths({}, 1000, '/home/me')).toEqual(expected)
  const odd = { XDG_RUNTIME_DIR: '', XDG_CONFIG_HOME: 'relative', XDG_STATE_HOME: '.' }
  expect(toAppPaths(odd, 1000, '/home/me')).toEqual(expected)
})

test.each(['', 'relative'])('HOME=%s names no directory: the system knows it', (HOME) => {
  vi.stubEnv('HOME', HOME)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(appPaths({ HOME }).stateDir).toBe(join(userInfo().homedir, '.local/state/otel-ai-monitor'))
})

test('a private directory is created 0700 and accepted again', () => {
  const dir = join(makeTempDir(), 'own')
  ensurePrivateDir(dir)
  ensurePrivateDir(dir)
  expect(statSync(dir).mode & 0o777).toBe(0o700)
})

test.each([
  ['a symbolic link', /symbolic link/, (path: string) => symlinkSync('/tmp', path)],
  ['a file', /not a directory/, (path: string) => writeFileSync(path, '')],
  [
    'a directory open to others',
    /chmod 700/,
    (path: string) => {
      mkdirSync(path)
      chmodSync(path, 0o710)
    },
  ],
])('%s is not trusted', (_name, message, make) => {
  const path = join(makeTempDir(), 'own')
  make(path)
  expect(() => ensurePrivateDir(path)).toThrow(message)
})

test("another user's directory is not trusted", () => {
  const dir = join(makeTempDir(), 'own')
  ensurePrivateDir(dir)
  expect(() => ensurePrivateDir(dir, currentUid() + 1)).toThrow(/belongs to user/)
})

test('what others may put something into, or put there themselves, is not our own', () => {
  const dir = makeTempDir()
  chmodSync(dir, 0o755)
  expect(isOwnDir(dir)).toBe(true)
  expect(isOwnDir(dir, currentUid() + 1)).toBe(false)
  chmodSync(dir, 0o1777)
  expect(isOwnDir(dir)).toBe(false)
  symlinkSync('.', join(dir, 'link'))
  expect(isOwnDir(join(dir, 'link'))).toBe(false)
  expect(isOwnDir(join(dir, 'missing'))).toBe(false)
})

test('of a runtime directory that is not ours, only what is in it is made private', () => {
  const runtimeDir = makeTempDir()
  chmodSync(runtimeDir, 0o755)
  const dir = join(runtimeDir, 'app')
  const given = { runtimeDir, runtimeDirIsOwn: false }
  ensureOwnDir(runtimeDir, given)
  ensureOwnDir(dir, given)
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  expect(() => ensureOwnDir(dir, { runtimeDir, runtimeDirIsOwn: true })).toThrow(/chmod 700/)
})

test('a missing parent is explained', () => {
  expect(() => ensurePrivateDir('/nowhere/at/all')).toThrow(/XDG_RUNTIME_DIR/)
})
