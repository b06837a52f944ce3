// The machine's clock is set while sessions go on: for the program through libfaketime, whose offset a file tells.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { send } from './support/client.ts'
import { expectWell, startDaemon, updatesOf } from './support/daemon.ts'
import { createSession } from './support/session.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const hasFaketime = spawnSync('faketime', ['--version']).error === undefined

describe.skipIf(!hasFaketime)('the clock (needs faketime)', () => {
  async function startOnClock() {
    const directory = makeTempDir()
    const file = join(directory, 'offset')
    const set = (offsetSeconds: number) =>
      writeFileSync(file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}`)
    set(0)
    const env = {
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // What a person sets is the time of day; the other clock goes on.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      LD_PRELOAD: spawnSync('faketime', ['-f', '+0s', 'sh', '-c', 'echo "$LD_PRELOAD"'], {
        encoding: 'utf8',
      }).stdout.trim(),
      OTEL_AI_BROADCAST_INTERVAL: '0.2',
    }
    return { daemon: await startDaemon({ env }), set }
  }

  test.each([-3600, 3600, -86_400 * 365])(
    'is set by %i s in the middle of a turn',
    async (seconds) => {
      const started = await startOnClock()
      await using daemon = started.daemon
      await expectWell(daemon)
      const session = createSession()
      await send(daemon.port, session.prompt)
      await until(() => updatesOf(daemon, session.id).length > 0)
      started.set(seconds)
      // The agent is on the same machine: what it does from now on has the new time.
      const nowMs = Date.now() + seconds * 1000
      const later = createSession(nowMs, session.id)
      await send(daemon.port, later.reply)
      await send(daemon.port, later.turnEnd)
      const last = await until(() => {
        const update = updatesOf(daemon, session.id).at(-1)
        return update?.state === 'completed' && update
      })
      expect(last).toMatchObject({ reason: 'turn_end_span', confidence: 'exact' })
      expect(Math.abs(last.timestamp * 1000 - nowMs)).toBeLessThan(600_000)
      await expectWell(daemon, 'lines', Date.now() + seconds * 1000)
      // Lists go on coming, at the pace they had.
      const lists = () => daemon.lines.filter((line) => line.includes('"session_list"')).length
      const before = lists()
      await until(() => lists() > before + 2)
      started.set(0)
      await expectWell(daemon)
      expect(await daemon.stop()).toBe(0)
    },
  )

  test('and goes back while silence is being waited for', async () => {
    const started = await startOnClock()
    await using daemon = started.daemon
    const session = createSession()
    await send(daemon.port, session.prompt)
    started.set(-3600)
    await send(daemon.port, createSession(Date.now() - 3_600_000, session.id).reply)
    // Without its span the turn ends by silence, and not an hour later.
    const last = await until(() => {
      const update = updatesOf(daemon, session.id).at(-1)
      return update?.state === 'completed' && update
    })
    expect(last.confidence).toBe('inferred')
    await expectWell(daemon, 'lines', Date.now() - 3_600_000)
    expect(await daemon.stop()).toBe(0)
  })
})
