// How much power bpftrace gets, and what is said where there is too little for it.

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasCapabilities, withLeastPower } from '../../src/probe/privileges.ts'
import { checkRequirements } from '../../src/probe/requirements.ts'
import { start } from '../cli/spawn.ts'
import { missing } from './support.ts'
import { mainSource } from '../main-source.ts'
import { makeTempDir } from '../temp-dir.ts'

const ALL = '000001ffffffffff'
const NEEDED = '000000c000000000'
const SERVICE = '000000c000000180'
const status = (permitted: string, bounding = permitted) =>
  `Name:\tx\nCapPrm:\t${permitted}\nCapBnd:\t${bounding}\n`

describe('bpftrace', () => {
  const argv = ['/bin/bpftrace', '-'] as const

  test.each([ALL, SERVICE])('gets two capabilities of %s', (mask) => {
    const [program, ...args] = withLeastPower(argv, '/bin/setpriv', status(mask))
    expect(program).toBe('/bin/setpriv')
    expect(args.join(' ')).toContain('--bounding-set -all,+bpf,+perfmon -- /bin/bpftrace -')
  })

  test.each([
    ['there is no more', '/bin/setpriv', status(NEEDED)],
    ['none may be dropped', '/bin/setpriv', status('000000c000000080')],
    ['there is no setpriv', undefined, status(ALL)],
  ])('is started as it is where %s', (_, setpriv, text) => {
    expect(withLeastPower(argv, setpriv, text)).toEqual(argv)
  })
})

test.each([
  [ALL, true],
  [NEEDED, true],
  ['0000000000000180', false],
  ['0000000000000000', false],
])('%s is enough: %s', (mask, isEnough) => {
  expect(hasCapabilities(status(mask))).toBe(isEnough)
})

describe.skipIf(missing)(`what is missing is said in a sentence${missing}`, () => {
  const path = process.env.PATH ?? ''

  test.each([
    ['bpftrace', '/nowhere', [], 'bpftrace is not installed: apt install bpftrace'],
    ['BTF', path, ['sys/kernel/tracing/events'], 'CONFIG_DEBUG_INFO_BTF=y'],
    ['tracefs', path, ['sys/kernel/btf/vmlinux'], 'mount -t tracefs nodev /sys/kernel/tracing'],
  ])('%s', (_, searchPath, present, sentence) => {
    const root = makeTempDir()
    for (const one of present) mkdirSync(join(root, one), { recursive: true })
    expect(() => checkRequirements(searchPath, root)).toThrow(sentence)
  })

  test('and that the tools are found', () => {
    expect(checkRequirements(path).bpftrace).toMatch(/\/bpftrace$/)
  })

  test.each([
    [['--user', 'nobody-at-all'], 78, 'there is no user nobody-at-all'],
    [[], 64, 'say whose agents: --user NAME'],
    [['--user', 'nobody', '--processes', 'a,"b'], 64, 'names of programs'],
    [['--user', 'nobody', '--dry-run'], 64, '--dry-run goes with'],
  ])('probe %j', async (args, code, sentence) => {
    const child = start(['probe', ...args])
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (more: string) => (text += more))
    const ended = await new Promise((resolve) => child.on('close', resolve))
    expect({ ended, text }).toEqual({ ended: code, text: expect.stringContaining(sentence) })
  })

  test('and root, where it is not', async () => {
    // Root without any power; another user may not be able to read this program.
    const argv = [
      '--bounding-set',
      '-all',
      process.execPath,
      mainSource,
      'probe',
      '--user',
      'nobody',
    ]
    const child = spawn('setpriv', argv, { env: { PATH: path, HOME: '/' } })
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (more: string) => (text += more))
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(78)
    expect(text).toContain('run it with sudo')
  })
})
