// A socket that stays served while its directory goes, is closed to us, or comes back; the rest is tested with the control socket.

import type * as fs from 'node:fs'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { claimSocket } from '../../src/runtime/claim-socket.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { SocketKeeper } from '../../src/runtime/socket-keeper.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const system = vi.hoisted(() => ({ isReadOnly: false }))

vi.mock('node:fs', async (importReal) => {
  const real = await importReal<typeof fs>()
  const unlinkSync = (path: string) => {
    if (system.isReadOnly) throw Object.assign(new Error('EROFS'), { code: 'EROFS' })
    real.unlinkSync(path)
  }
  return { ...real, unlinkSync }
})

async function keep() {
  const path = join(makeTempDir(), 'own', 'some.sock')
  mkdirSync(dirname(path))
  const clock = createVirtualClock(Date.now())
  const log = pino({ level: 'silent' })
  const error = vi.spyOn(log, 'error')
  const warn = vi.spyOn(log, 'warn')
  const keeper = new SocketKeeper({
    path,
    prepare: () => undefined,
    createServer: () => createServer(),
    context: { clock, log },
  })
  await keeper.start()
  let ended: readonly Server[] = []
  const stop = () => keeper.stop((servers) => void (ended = servers))
  onTestFinished(stop)
  return {
    path,
    directory: dirname(path),
    stop,
    warn,
    ended: () => ended,
    /** The messages of errors so far, once the socket was looked for so many times. */
    look: async (times = 1) => {
      for (let left = times; left > 0; left--) {
        clock.advanceTo(clock.now() + 2000)
        await until(() => clock.nextTimerAt() !== undefined)
      }
      return error.mock.calls.map(([message]) => message)
    },
  }
}

test('a directory in which nothing can be looked up is no end of the program', async () => {
  const { directory, look, path } = await keep()
  renameSync(directory, `${directory}-moved`)
  symlinkSync(directory, directory)
  expect(await look(2)).toEqual([expect.stringContaining('ELOOP')])
  rmSync(directory)
  renameSync(`${directory}-moved`, directory)
  await look()
  await expect(claimSocket(createServer(), path)).rejects.toThrow('running already')
})

test('servers that never got to listen are not kept', async () => {
  const { ended, look, path, stop } = await keep()
  rmSync(path)
  writeFileSync(path, 'somebody else’s')
  await look(5)
  await stop()
  expect(ended()).toHaveLength(1)
})

test('a directory that is read-only by now is no reason to stop halfway', async () => {
  const { ended, path, stop, warn } = await keep()
  system.isReadOnly = true
  onTestFinished(() => void (system.isReadOnly = false))
  await stop()
  expect(ended()).toHaveLength(1)
  expect(warn).toHaveBeenCalledExactlyOnceWith(`cannot remove ${path}: EROFS`)
})

test('two sockets of one directory can be claimed at the same moment', async () => {
  const directory = makeTempDir()
  const servers = [createServer(), createServer()]
  onTestFinished(() => servers.forEach((server) => server.close()))
  const claims = servers.map((server, index) => claimSocket(server, join(directory, `${index}`)))
  await nextTurn()
  expect((await Promise.all(claims)).map((claim) => claim.isThere())).toEqual([true, true])
})
