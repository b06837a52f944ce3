// A user whom the system does not know, as in containers that give just a number.

import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { postCapture, startCommand } from './program.ts'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'

const UID = 54_321

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainSource, ...args], {
    uid: UID,
    gid: UID,
    env: {},
    input: '{}',
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe.skipIf(process.getuid?.() !== 0)('a user without a name or a home directory', () => {
  test('may run hooks, which say nothing', () => {
    expect(run('hook', 'claude-code', '--port', '1')).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('is told what others are told', () => {
    expect(run('--version')).toMatchObject({ status: 0, stderr: '' })
    expect(run('status')).toMatchObject({ status: 69, stderr: expect.stringContaining('start it') })
    const { status, stderr } = run('setup', 'claude-code', '--apply')
    expect([status, stderr]).toEqual([1, expect.stringContaining('cannot write /nonexistent/')])
  })

  test('may record, and the recording is looked through', async () => {
    const directory = makeTempDir()
    chmodSync(directory, 0o777)
    const args = ['record', join(directory, 'a.ndjson'), '--no-pipe', '--no-notifications']
    // A directory that every recording has: that of the path that is posted to.
    await using program = await startCommand(args, { HOME: '/v1' }, { uid: UID })
    await postCapture(program.port, 'gemini-cli/headless-plain-and-tool')
    expect(await program.stop()).toBe(1)
    expect(program.log()).toMatch(/your home directory is still in \d+ requests/)
  })
})
