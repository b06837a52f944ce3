// `replay` from the command's point of view: what it reads, prints and refuses.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { replayCommand } from '../../src/commands/replay.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { capturePath, replayCapture } from '../captures/support/captures.ts'
import { createTestIo } from './support.ts'
import { removeTree } from '../remove-tree.ts'

const name = 'codex/tui-ws'
const path = capturePath(name)
const directory = mkdtempSync(join(tmpdir(), 'replay-'))
afterAll(() => removeTree(directory))

function file(fileName: string, text: string): string {
  const written = join(directory, fileName)
  writeFileSync(written, text)
  return written
}

async function run(captures: string[], overrides = {}, tailMs = 60_000) {
  const stderr = new PassThrough()
  const io = createTestIo(directory, { stderr, ...overrides })
  const code = await replayCommand.run({ captures, tailMs }, io)
  return { code, lines: io.lines(), complaints: String(stderr.read() ?? '') }
}

describe('replay', () => {
  it('prints the lines of a capture, plain or gzip', async () => {
    const expected = replayCapture(name).map((line) => line.trimEnd())
    expect(await run([path])).toEqual({ code: 0, lines: expected, complaints: '' })
    const plain = file('plain.ndjson', gunzipSync(readFileSync(path)).toString())
    expect((await run([plain])).lines).toEqual(expected)
  })

  it('reads standard input', async () => {
    const stdin = new PassThrough()
    stdin.end(readFileSync(path))
    expect((await run(['-'], { stdin })).lines).toEqual((await run([path])).lines)
  })

  it('plays several captures one after the other, each by itself', async () => {
    const one = await run([path])
    expect((await run([path, path])).lines).toEqual([...one.lines, ...one.lines])
  })

  it('goes on for as long as it is told to', async () => {
    const last = ({ lines }: { lines: string[] }) =>
      (JSON.parse(lines.at(-1)!) as { t_ms: number }).t_ms
    const short = last(await run([path], {}, 0))
    const long = last(await run([path], {}, 600_000))
    expect(long - short).toBeGreaterThan(590_000)
  })

  it('goes on for a week at most: all its lines are in memory until the end', () => {
    const accepts = (tailMs: number) =>
      replayCommand.options.safeParse({ captures: [path], tailMs }).success
    expect([accepts(7 * 86_400_000), accepts(1e12)]).toEqual([true, false])
  })

  it('keeps to the settings', async () => {
    const loadSettings = () => settingsSchema.parse({ quietPeriodMs: 9_000 })
    const lines = replayCapture(name, { quietPeriodMs: 9_000 }).map((line) => line.trimEnd())
    expect((await run([path], { loadSettings })).lines).toEqual(lines)
  })

  it('stamps each line with the time on the capture’s clock, never going back', async () => {
    const { lines } = await run([path])
    const times = lines.map((line) => (JSON.parse(line) as { t_ms: number }).t_ms)
    expect(times[0]).toBe(0)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('says which requests it could not use, and plays the rest', async () => {
    const bad = { t_ms: 5, path: '/v1/logs', content_type: 'application/json', body_base64: 'e3s=' }
    const text = gunzipSync(readFileSync(path)).toString()
    const mixed = file('mixed.ndjson', `${JSON.stringify(bad)}\n${text}`)
    const { code, lines, complaints } = await run([mixed])
    expect(code).toBe(0)
    expect(complaints).toMatch(/mixed\.ndjson: request 1: /)
    expect(lines.length).toBe((await run([path])).lines.length)
  })

  it.each([
    ['not json\n', /line 1 is not JSON/],
    ['\n\n{"t_ms":1}\n', /line 3: path: /],
    ['[]\n', /line 1: /],
  ])('refuses what is not a capture: %j', async (text, message) => {
    const refused = run([file('bad.ndjson', text)])
    await expect(refused).rejects.toMatchObject({
      exitCode: 65,
      message: expect.stringMatching(message),
    })
  })

  it('refuses a file it cannot read', async () => {
    const missing = join(directory, 'missing')
    await expect(run([missing])).rejects.toMatchObject({
      exitCode: 66,
      message: `cannot read ${missing}: there is no such file`,
    })
    await expect(run([directory])).rejects.toMatchObject({
      exitCode: 66,
      message: `cannot read ${directory}: it is a directory; name the files in it`,
    })
  })

  it('refuses what does not end, and what unpacks to more than fits', async () => {
    await expect(run(['/dev/zero'])).rejects.toMatchObject({
      exitCode: 66,
      message: expect.stringContaining('larger than 536870888 bytes'),
    })
    // A gzip file may have several members, one behind the other.
    const member = gzipSync(Buffer.alloc(32 * 1_048_576))
    const bomb = join(directory, 'bomb')
    writeFileSync(bomb, Buffer.concat(Array.from({ length: 17 }, () => member)))
    await expect(run([bomb])).rejects.toMatchObject({ exitCode: 66 })
  })
})
