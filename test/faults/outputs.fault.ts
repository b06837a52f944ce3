// Readers of standard output that leave, never come or stop reading.

import { closeSync, openSync } from 'node:fs'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { until } from '../until.ts'
import { send } from './support/client.ts'
import { type Daemon, expectWell, startDaemon } from './support/daemon.ts'
import { createSession } from './support/session.ts'

/** More lines than a pipe, a socket and the program's own queue hold. */
async function flood({ port }: Daemon, sessions: number): Promise<void> {
  for (let count = 0; count < sessions; count++) {
    const { prompt, end } = createSession()
    for (const sent of [prompt, end]) expect((await send(port, sent)).status).toBe(200)
  }
}

test('a reader that leaves is told of, and the rest goes on', async () => {
  await using daemon = await startDaemon()
  await expectWell(daemon)
  daemon.child.stdout!.destroy()
  await until(async () => {
    await expectWell(daemon, 'snapshot')
    return (await daemon.health()).sinks['stdout']!['errors'] === 1
  })
  expect(daemon.log()).toContain('stdout has no reader any more')
  expect(await daemon.stop()).toBe(0)
})

test('no standard output at all', async () => {
  await using daemon = await startDaemon({
    wrap: ['sh', '-c', 'exec "$@" >&-', 'sh'],
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await expectWell(daemon, 'snapshot')
  expect(await daemon.stop()).toBe(0)
})

test('a reader that does not read delays nothing, and goes on with whole lines', async () => {
  await using daemon = await startDaemon()
  await expectWell(daemon)
  const { stdout } = daemon.child
  stdout!.removeAllListeners('data').pause()
  await until(async () => {
    await flood(daemon, 50)
    return (await daemon.health()).sinks['stdout']!['dropped']! > 0
  })
  await expectWell(daemon, 'snapshot')
  const rest = text(stdout!)
  expect(await daemon.stop()).toBe(0)
  const lines = (await rest).trimEnd().split('\n')
  // The first one began before the pause.
  for (const line of lines.slice(1)) JSON.parse(line)
  expect(lines.length).toBeGreaterThan(10)
})

test('a reader of the log that does not read delays nothing', async () => {
  await using daemon = await startDaemon({ args: ['--log-level', 'trace'] })
  daemon.child.stderr!.pause()
  await flood(daemon, 100)
  await expectWell(daemon)
  daemon.child.kill()
  expect(await once(daemon.child, 'exit')).toEqual([0, null])
})

test('a full device', async () => {
  const full = openSync('/dev/full', 'w')
  await using daemon = await startDaemon({ stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  await flood(daemon, 20)
  await expectWell(daemon, 'snapshot')
  expect(await daemon.stop()).toBe(0)
})
