// `focus`: brings a session's window, tab and pane to the front.

import { z } from 'zod'
import { createFocuser, type Focuser } from '../host/focus/focuser.ts'
import {
  askBoard,
  askDaemon,
  sessionOption,
  socketOption,
  toSocketPath,
} from './client/control-client.ts'
import { fitText } from './client/display-text.ts'
import { pickByPrefix } from './client/pick-session.ts'
import { CliError, type Command, EX_USAGE } from './command.ts'
import { type Place, toNextFirst, toPid } from './focus/places.ts'

const options = z.strictObject({
  session: sessionOption,
  next: z
    .boolean()
    .default(false)
    .describe('walk through those that wait, longest first, then those completed; the default'),
  ack: z.boolean().default(false).describe('mark it as seen as well'),
  socket: socketOption,
})

/** Ends with 1 when nothing can be focused, 69 when the daemon is not running. */
export const focusCommand = {
  name: 'focus',
  summary: "Bring a session's terminal to the front",
  options,
  positionals: ['session'],
  async run(given, io) {
    if (given.next && given.session !== undefined)
      throw new CliError('give a session or --next, not both', EX_USAGE)
    const socketPath = toSocketPath(given.socket, io)
    const { sessions } = await askBoard(socketPath)
    const focuser = createFocuser({ env: io.env })
    const candidates =
      given.session === undefined
        ? await toNextFirst(sessions, focuser)
        : [pickByPrefix(sessions, given.session)]
    if (candidates.length === 0) {
      io.stdout.write('Nothing waits and nothing has completed.\n')
      return 1
    }
    const [place, shown] = await focusFirst(candidates, focuser)
    io.stdout.write(`${fitText(place.session_id, 40)}: ${shown}\n`)
    if (given.ack) await askDaemon(socketPath, 'POST', '/ack', { session_id: place.session_id })
    return 0
  },
} satisfies Command<typeof options>

/** One that cannot be shown must not bar the way to the others. */
async function focusFirst(
  candidates: readonly Place[],
  focuser: Focuser,
): Promise<readonly [Place, string]> {
  const failures: string[] = []
  for (const place of candidates) {
    try {
      const pid = toPid(place)
      if (pid === null) throw new Error('its process is not known')
      return [place, await focuser.focus(pid)]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      failures.push(`cannot show ${fitText(place.session_id, 40)}: ${fitText(reason, 400)}`)
    }
  }
  throw new CliError(failures.join('\n'))
}
