// `ack`: tells the daemon that a finished session was seen.

import { z } from 'zod'
import { parseJson } from '../runtime/json.ts'
import {
  askBoard,
  askDaemon,
  sessionOption,
  socketOption,
  toSocketPath,
  unknownForm,
} from './client/control-client.ts'
import { pickByPrefix, pickOnly } from './client/pick-session.ts'
import { toCounted } from './client/words.ts'
import { CliError, type Command, EX_USAGE } from './command.ts'

const options = z.strictObject({
  session: sessionOption,
  all: z.boolean().default(false).describe('acknowledge every session'),
  socket: socketOption,
})

const answer = z.object({ acknowledged: z.int() })

/** Without a session: the one that has completed, if there is just one. */
export const ackCommand = {
  name: 'ack',
  summary: 'Mark a completed session as seen',
  options,
  positionals: ['session'],
  async run(given, io) {
    if (given.all && given.session !== undefined) {
      throw new CliError('give a session or --all, not both', EX_USAGE)
    }
    const socketPath = toSocketPath(given.socket, io)
    const query = given.all ? { all: true } : { session_id: await pick(socketPath, given.session) }
    const text = await askDaemon(socketPath, 'POST', '/ack', query)
    const { data } = answer.safeParse(parseJson(text))
    if (data === undefined) throw unknownForm()
    const { acknowledged } = data
    if (acknowledged > 0) io.stdout.write(`Acknowledged ${toCounted(acknowledged, 'session')}.\n`)
    else io.stdout.write('Nothing to acknowledge.\n')
    return acknowledged > 0 || given.all ? 0 : 1
  },
} satisfies Command<typeof options>

/** @returns a whole session id */
async function pick(socketPath: string, prefix: string | undefined): Promise<string> {
  const { sessions } = await askBoard(socketPath)
  const completed = sessions.filter(({ state }) => state === 'completed')
  const several = 'which one? Give more of its id, or --all'
  const session =
    prefix === undefined
      ? pickOnly(completed, 'no session has completed', several)
      : pickByPrefix(sessions, prefix, several)
  return session.session_id
}
