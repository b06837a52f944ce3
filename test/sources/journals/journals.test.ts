// Journals of real processes, in real directories.

import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isLinux, unless } from '../../host/children.ts'
import { idOf, openSource, startCodex, startHolder, toLine } from './support.ts'
import { makeTempDir } from '../../temp-dir.ts'

/** After the source has looked at everything that was hinted at. */
async function meanwhile(home: string, source: ReturnType<typeof openSource>) {
  const other = startCodex(home, 'other')
  other.begin()
  other.starts()
  const count = source.told().length
  await source.until(count + 2)
  return source.told().filter((line) => !line.startsWith('other'))
}

/** A conversation that is followed, in its first turn. */
async function openWorking() {
  const home = makeTempDir()
  const source = openSource(home)
  const codex = startCodex(home, 'one')
  const child = codex.begin()
  codex.starts()
  await source.until(2)
  return { home, source, codex, child }
}

describe.runIf(isLinux)(`journals${unless(isLinux, 'needs /proc')}`, () => {
  test('tell of a session from its first prompt on, wherever their folders come from', async () => {
    const { source, codex, child } = await openWorking()
    codex.ends({ error: { message: 'x' } })
    await source.until(3)
    codex.starts('t2')
    codex.stops()
    expect(await source.until(5)).toEqual([
      'one session_started',
      'one prompt',
      'one turn_ended error',
      'one prompt',
      'one turn_ended interrupted',
    ])
    expect(new Set(source.pids)).toEqual(new Set([child.pid]))
    expect(source.events[1]).toMatchObject({
      agent: 'codex',
      sessionId: idOf('one'),
      about: { cwd: '/home/me/shop', version: '0.169.0' },
      happening: { kind: 'prompt', promptId: 't1', endTold: true },
      usage: undefined,
    })
    expect(new Set(source.events.map(({ recordId }) => recordId)).size).toBe(5)
    expect(source.source.stats()).toEqual({ sessions: 1, replaced: 0 })
  })

  test('that are there already tell the present, and no turn that is over', () => {
    const home = makeTempDir()
    const [working, idle] = [startCodex(home, 'busy'), startCodex(home, 'idle')]
    working.begin()
    working.starts('t1')
    working.ends()
    working.starts('t2')
    idle.begin()
    idle.starts()
    idle.ends()
    const source = openSource(home)
    expect(source.told().toSorted()).toEqual([
      'busy prompt',
      'busy session_started',
      'idle session_started',
    ])
    expect(source.events.find(({ happening }) => happening.kind === 'prompt')!.happening).toEqual({
      kind: 'prompt',
      promptId: 't2',
      endTold: true,
    })
  })

  test('that nobody holds are not read, nor those that another program holds', async () => {
    const home = makeTempDir()
    const left = startCodex(home, 'left')
    left.begin().kill('SIGKILL')
    const copied = startCodex(home, 'copied', { argv0: 'backup' })
    copied.begin()
    copied.starts()
    const source = openSource(home)
    left.starts()
    expect(await meanwhile(home, source)).toEqual([])
  })

  test('of threads that the program started itself show nothing', async () => {
    const home = makeTempDir()
    const source = openSource(home)
    const thread = startCodex(home, 'sub', { meta: { thread_source: 'subagent' } })
    thread.begin()
    thread.starts()
    expect(await meanwhile(home, source)).toEqual([])
  })

  test('whose turn was left open by another process begin idle', async () => {
    const home = makeTempDir()
    const codex = startCodex(home, 'one')
    codex.begin().kill('SIGKILL')
    codex.starts('t1', { timestamp: new Date(Date.now() - 3_600_000).toISOString() })
    codex.hold()
    expect(await openSource(home).until(1)).toEqual(['one session_started'])
  })

  test('that are resumed on a later day are found by a sign, or by what else tells of them', async () => {
    const home = makeTempDir()
    const [first, second] = ['one', 'two'].map((name) =>
      startCodex(home, name, { day: '2025/01/02' }),
    )
    for (const codex of [first!, second!]) codex.begin().kill('SIGKILL')
    startCodex(home, 'new').begin()
    const source = openSource(home)
    await source.until(1)
    first!.hold()
    const signs = join(home, '.codex', 'thread-writer-locks')
    mkdirSync(signs)
    writeFileSync(join(signs, `${idOf('one')}.lock`), '')
    await source.until(2)
    first!.starts()
    await source.until(3)
    second!.hold()
    source.source.note([{ ...source.events[0]!, sessionId: idOf('two') }])
    await source.until(4)
    second!.starts()
    expect(await source.until(5)).toEqual([
      'new session_started',
      'one session_started',
      'one prompt',
      'two session_started',
      'two prompt',
    ])
  })

  test('that are resumed on a later day are found by their next prompt', async () => {
    const home = makeTempDir()
    const codex = startCodex(home, 'one', { day: '2025/01/02' })
    codex.begin().kill('SIGKILL')
    // With nothing in it that would be looked for.
    mkdirSync(join(home, '.codex', 'sessions', '2026', '11', '26'), { recursive: true })
    const source = openSource(home)
    codex.hold()
    codex.starts()
    appendFileSync(join(home, '.codex', 'history.jsonl'), '{"text":"secret"}\n')
    expect(await source.until(2)).toEqual(['one session_started', 'one prompt'])
  })

  test('of a process that serves several terminals show no session before it works', async () => {
    const home = makeTempDir()
    const codex = startCodex(home, 'one', { args: ['app-server'] })
    codex.begin()
    codex.starts()
    codex.ends()
    const source = openSource(home)
    expect(await meanwhile(home, source)).toEqual([])
    codex.starts()
    await source.until(4)
    expect(source.told().slice(2)).toEqual(['one session_started', 'one prompt'])
    const replaces = source.events.map(({ happening }) => 'replaces' in happening && happening)
    expect(replaces).toMatchObject([{ replaces: true }, false, { replaces: false }, false])
  })

  test('go with their process, with what it wrote last', async () => {
    const { home, source, codex, child } = await openWorking()
    child.kill('SIGKILL')
    codex.ends()
    await once(child, 'exit')
    await source.until(3)
    while (source.source.stats().sessions > 0) await new Promise((done) => setImmediate(done))
    codex.starts()
    expect(await meanwhile(home, source)).toHaveLength(3)
  })

  test('go on in the folder of the next day', async () => {
    const home = makeTempDir()
    startCodex(home, 'one', { day: '2026/11/30' }).begin()
    const source = openSource(home)
    await source.until(1)
    startCodex(home, 'two', { day: '2026/12/01' }).begin()
    await source.until(2)
    startCodex(home, 'three', { day: '2027/01/01' }).begin()
    expect((await source.until(3)).at(-1)).toBe('three session_started')
  })

  test('outlive their folder, and do not follow another file in their place', async () => {
    const { home, source, codex } = await openWorking()
    const text = readFileSync(codex.path, 'utf8')
    const folder = dirname(codex.path)
    renameSync(folder, `${folder}.old`)
    mkdirSync(folder)
    writeFileSync(codex.path, text + text)
    while (source.source.stats().replaced === 0) await new Promise((done) => setImmediate(done))
    expect(await meanwhile(home, source)).toHaveLength(2)
    codex.ends()
    expect((await source.until(5)).at(-1)).toBe('one turn_ended ok')
  })

  test('are followed into another file, where their process goes on in that', async () => {
    const home = makeTempDir()
    const source = openSource(home)
    const hold = startHolder()
    const before = startCodex(home, 'one')
    before.begin(() => hold(before.path))
    before.starts('t1')
    before.ends()
    await source.until(3)
    const after = startCodex(home, 'one', { fileId: idOf('file') })
    after.begin(() => hold(after.path))
    await source.until(4)
    before.starts('t1')
    after.starts('t2')
    expect(await source.until(5)).toEqual([
      'one session_started',
      'one prompt',
      'one turn_ended ok',
      'one session_started',
      'one prompt',
    ])
    expect(source.events.at(-1)!.happening).toMatchObject({ promptId: 't2' })
    expect(source.source.stats()).toEqual({ sessions: 1, replaced: 0 })
  })

  test('tell nothing more once the source is closed', async () => {
    const home = makeTempDir()
    const codex = startCodex(home, 'one')
    codex.begin()
    const [source, other] = [openSource(home), openSource(home)]
    await source.source[Symbol.asyncDispose]()
    codex.starts()
    await other.until(2)
    expect(source.told()).toEqual(['one session_started'])
  })

  test('with lines of any content and length cost nothing', async () => {
    const { source, codex } = await openWorking()
    appendFileSync(codex.path, '\0'.repeat(100_000))
    codex.write('\n{"timestamp":"x","type":"event_msg","payload":{"type":"task_complete"\n')
    codex.write(toLine({ type: 'item_completed', output: 'x'.repeat(2_000_000) }))
    codex.ends({}, { timestamp: 'x' })
    expect((await source.until(3)).at(-1)).toBe('one turn_ended ok')
    expect(source.events.at(-1)!.delayMs).toBeLessThan(60_000)
  })
})
