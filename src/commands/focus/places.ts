// The sessions of a snapshot as places to go to, and in which order.

import { hostname } from 'node:os'
import { z } from 'zod'
import type { Focuser } from '../../host/focus/focuser.ts'
import { parseJson } from '../../runtime/json.ts'
import { unknownForm } from '../client/control-client.ts'

// Lenient: the daemon may be of another version than the client.
const place = z.object({
  session_id: z.string(),
  state: z.string().catch('idle'),
  since: z.number().catch(0),
  pid: z.int().positive().nullable().catch(null),
  host: z.string().nullable().catch(null),
})

/** `pid` is null where the process is not known or is another machine's. */
export type Place = Readonly<z.output<typeof place>>

const snapshot = z.object({ sessions: z.array(z.unknown()) })

/** @throws {CliError} 69 for something that is no snapshot */
export function parsePlaces(text: string): readonly Place[] {
  const { data } = snapshot.safeParse(parseJson(text))
  if (data === undefined) throw unknownForm()
  return data.sessions.flatMap((item) => {
    const found = place.safeParse(item).data
    if (found === undefined) return []
    const isHere = found.host === null || found.host === hostname()
    return [isHere ? found : { ...found, pid: null }]
  })
}

/** What waits, the longest first, then what has completed; after the one before the person's eyes. */
export async function toNextFirst(
  places: readonly Place[],
  focuser: Focuser,
): Promise<readonly Place[]> {
  const inState = (wanted: string) =>
    places.filter(({ state }) => state === wanted).toSorted((a, b) => a.since - b.since)
  const queue = [...inState('waiting'), ...inState('completed')]
  const areSeen = await Promise.all(
    queue.map(async ({ pid }) => pid !== null && (await focuser.hasFocus(pid))),
  )
  const start = areSeen.indexOf(true) + 1
  return [...queue.slice(start), ...queue.slice(0, start)]
}
