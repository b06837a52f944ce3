import { once } from 'node:events'
import { copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locate } from '../../src/host/location.ts'
import { has, identify, isLinux, nextLine, start, startNode, unless } from './children.ts'
import { type FakeProcess, fakeProc, pts } from './fake-proc.ts'
import { makeTempDir } from '../temp-dir.ts'

const id = (pid: number) => ({ pid, startTime: 1000 })

describe('the project', () => {
  const repository = () => {
    const root = join(realpathSync(makeTempDir()), 'shop')
    mkdirSync(join(root, '.git'), { recursive: true })
    writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n')
    return root
  }

  test('is the git root’s name', async () => {
    const root = repository()
    const cwd = join(root, 'src')
    expect(await locate(id(5), { proc: fakeProc({ 5: { cwd } }) })).toEqual({
      launcher: id(5),
      cwd,
      project: 'shop',
    })
  })

  test.each([
    ['nixos', 'nixos'],
    [' nixos ', 'nixos'],
    ['', 'shop'],
    ['  ', 'shop'],
  ])('I3PM_PROJECT_NAME=%j makes it %s', async (given, project) => {
    const environment = { I3PM_PROJECT_NAME: given, SECRET: 'hush' }
    const proc = fakeProc({ 5: { cwd: repository(), environment } })
    const found = await locate(id(5), { proc })
    expect(found?.project).toBe(project)
    expect(JSON.stringify(found)).not.toContain('hush')
  })

  test('is unknown in the home directory, and where the directory is hidden', async () => {
    const proc = fakeProc({ 5: { cwd: '/home/ada' }, 6: {}, 7: { cwd: '(unreachable)/x' } })
    const home = '/home/ada'
    expect(await locate(id(5), { proc, home })).toEqual({ launcher: id(5), cwd: home })
    expect(await locate(id(6), { proc, home })).toEqual({ launcher: id(6) })
    expect((await locate(id(7), { proc, home }))?.project).toBeUndefined()
  })
})

describe('no location at all', () => {
  test('of a process that has ended, or gave its number to another', async () => {
    const proc = fakeProc({ 5: { startTime: 2000 } })
    expect(await locate(id(5), { proc })).toBeUndefined()
    expect(await locate(id(6), { proc })).toBeUndefined()
  })
})

describe('the launcher', () => {
  const node = '/usr/bin/node'
  const gemini = ['node', '/usr/bin/gemini', '-p', 'hi']
  const child: FakeProcess = {
    parentPid: 5,
    ttyNumber: pts(3),
    executable: node,
    arguments: ['/usr/bin/node', '--max-old-space-size=8192', ...gemini.slice(1)],
  }
  const parent: FakeProcess = { ttyNumber: pts(3), executable: node, arguments: gemini }

  test.each<[string, number, FakeProcess]>([
    ['the same program on the same terminal', 5, {}],
    ['another terminal', 6, { ttyNumber: pts(4) }],
    ['another program', 6, { executable: '/usr/bin/bash' }],
    ['another script', 6, { arguments: ['node', '/usr/bin/other'] }],
    ['no script', 6, { arguments: ['node'] }],
  ])('is found by %s', async (_, launcher, difference) => {
    const proc = fakeProc({ 5: { ...parent, ...difference }, 6: child })
    expect((await locate(id(6), { proc }))?.launcher.pid).toBe(launcher)
  })

  test('may be several levels up', async () => {
    const proc = fakeProc({ 4: parent, 5: { ...parent, parentPid: 4 }, 6: child })
    expect((await locate(id(6), { proc }))?.launcher.pid).toBe(4)
  })

  test('is not an agent of native code that called itself', async () => {
    const claude = { executable: '/opt/claude', arguments: ['claude', 'go'] }
    const proc = fakeProc({ 5: { ...parent, ...claude }, 6: { ...child, ...claude } })
    expect((await locate(id(6), { proc }))?.launcher.pid).toBe(6)
  })
})

const canType = isLinux && has('script')
const reason = unless(canType, 'needs script for a terminal')
describe.skipIf(!canType)(`for real${reason}`, () => {
  test('in a terminal', async () => {
    const directory = realpathSync(makeTempDir())
    // Named for a terminal, as that is all there is to know one by.
    const kitty = join(directory, 'kitty')
    copyFileSync(await whereIs('script'), kitty)
    const program = join(directory, 'agent.mjs')
    writeFileSync(program, 'console.log(`${process.pid}`); setInterval(() => {}, 1e6)')
    const env = { PATH: process.env.PATH, KITTY_WINDOW_ID: '3', WINDOWID: '77' }
    const command = `exec '${process.execPath}' '${program}'`
    const terminal = start([kitty, '-qec', command, '/dev/null'], { cwd: directory, env })
    const agent = identify(Number(await nextLine(terminal)))
    expect(await locate(agent)).toEqual({
      launcher: agent,
      cwd: directory,
      project: directory.split('/').at(-1),
      terminal: { name: 'kitty', pid: terminal.pid, pane: '3' },
    })
  })

  test('of a child that an agent started itself as', async () => {
    const script = join(makeTempDir(), 'agent.mjs')
    const body = `
      import { spawn } from 'node:child_process'
      if (process.execArgv.length === 0)
        spawn(process.execPath, ['--max-old-space-size=99', process.argv[1]], { stdio: 'inherit' })
      else console.log(String(process.pid))
      setInterval(() => {}, 1e6)`
    writeFileSync(script, body)
    const wrapper = start([process.execPath, script], { detached: true })
    const agent = identify(Number(await nextLine(wrapper)))
    try {
      expect((await locate(agent))?.launcher).toEqual(identify(wrapper.pid))
    } finally {
      process.kill(-wrapper.pid, 'SIGKILL')
    }
  })

  test('not of one that was killed', async () => {
    const child = startNode('console.log(1); setInterval(() => {}, 1e6)')
    await nextLine(child)
    const agent = identify(child.pid)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await locate(agent)).toBeUndefined()
  })
})

async function whereIs(program: string): Promise<string> {
  return realpathSync(await nextLine(start(['sh', '-c', `command -v ${program}`])))
}
