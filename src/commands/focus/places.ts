// The sessions as places to go to, and in which order.

import type { Focuser } from '../../host/focus/focuser.ts'
import { type BoardSession, isHere } from '../client/board.ts'

export type Place = Pick<BoardSession, 'session_id' | 'state' | 'since' | 'pid' | 'host'>

/** @returns null where the process is not known, or is another machine's */
export const toPid = (place: Place): number | null => (isHere(place) ? place.pid : null)

/**
 * What waits, the longest first, then what has completed. The walk goes on after the session whose
 * terminal has the focus.
 */
export async function toNextFirst(
  places: readonly Place[],
  focuser: Focuser,
): Promise<readonly Place[]> {
  const inState = (wanted: string) =>
    places.filter(({ state }) => state === wanted).toSorted((a, b) => a.since - b.since)
  const queue = [...inState('waiting'), ...inState('completed')]
  const areSeen = await Promise.all(
    queue.map(async (place) => {
      const pid = toPid(place)
      return pid !== null && (await focuser.hasFocus(pid))
    }),
  )
  const start = areSeen.indexOf(true) + 1
  return [...queue.slice(start), ...queue.slice(0, start)]
}
