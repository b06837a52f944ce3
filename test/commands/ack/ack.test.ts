import { expect, test } from 'vitest'
import { ackCommand } from '../../../src/commands/ack.ts'
import { createTestContext } from '../../sinks/support.ts'
import { createTestIo, serveControlSocket } from '../support.ts'
import { toSession } from '../../wire-session.ts'

const done = (session_id: string) => toSession({ session_id, state: 'completed', outcome: 'ok' })

async function ack(sessions: object[], given: { session?: string; all?: boolean }) {
  await using daemon = await serveControlSocket(sessions)
  const io = createTestIo(daemon.context.dir)
  const code = await ackCommand.run({ all: false, ...given }, io)
  return { code, text: io.text(), acks: daemon.context.acks }
}

test.each([
  ['the whole id', 'abc123', ['abc123', 'abc456']],
  ['a unique beginning', 'abc1', ['abc123', 'abc456']],
  ["an id that is another's beginning", 'abc', ['abc', 'abc456']],
])('by %s', async (_name, session, ids) => {
  expect(await ack(ids.map(done), { session })).toEqual({
    code: 0,
    text: 'Acknowledged 1 session.\n',
    acks: [{ session_id: ids[0] }],
  })
})

test('all of them', async () => {
  expect((await ack([done('a'), done('b')], { all: true })).acks).toEqual([{ all: true }])
})

test('without a name, the only completed one', async () => {
  expect((await ack([done('a'), toSession()], {})).acks).toEqual([{ session_id: 'a' }])
})

test.each([
  ['ambiguous', { session: 'a' }, 64, /which one\?[^]*a1[^]*a2/],
  ['nameless with several', {}, 64, /which one\?/],
  ['unknown', { session: 'x\u001b[2J' }, 1, /^no session begins with x$/],
  ['both', { session: 'a', all: true }, 64, /not both/],
])('%s is refused', async (_name, given, exitCode, message) => {
  await expect(ack([done('a1'), done('a2')], given)).rejects.toMatchObject({
    exitCode,
    message: expect.stringMatching(message),
  })
})

test('nothing to acknowledge is said, and is a failure for a session that was named', async () => {
  await using daemon = await serveControlSocket([toSession()])
  Object.assign(daemon.context, { acknowledge: () => 0 })
  const io = createTestIo(daemon.context.dir)
  expect(await ackCommand.run({ all: false, session: 'abc' }, io)).toBe(1)
  expect(await ackCommand.run({ all: true }, io)).toBe(0)
  expect(io.text()).toBe('Nothing to acknowledge.\nNothing to acknowledge.\n')
})

test('without a daemon it ends with 69', async () => {
  const io = createTestIo(createTestContext().dir)
  await expect(ackCommand.run({ all: true }, io)).rejects.toMatchObject({ exitCode: 69 })
})

test('says so where the answer is in no form it knows', async () => {
  await using daemon = await serveControlSocket([done('a')])
  const io = createTestIo(daemon.context.dir)
  Object.assign(daemon.context, { acknowledge: () => 'all of them' })
  await expect(ackCommand.run({ all: true }, io)).rejects.toThrow('unknown form')
  daemon.context.snapshot = ['hello']
  await expect(ackCommand.run({ all: false }, io)).rejects.toThrow('unknown form')
})
