// Which session a person means: the only one of a kind, or the one whose id begins so.

import { CliError, EX_USAGE } from '../command.ts'
import type { BoardSession } from './board.ts'
import { fitText } from './display-text.ts'
import { toName, toStateText } from './words.ts'

/**
 * The session whose id begins with `prefix`. A whole id means that session alone, also where
 * other ids begin with it.
 *
 * @param several what to say, before a list of them, where there is more than one
 * @throws {CliError} 1 where there is none, 64 where there are several
 */
export function pickByPrefix(
  sessions: readonly BoardSession[],
  prefix: string,
  several = `several sessions begin with ${toShown(prefix)}`,
): BoardSession {
  const exact = sessions.filter(({ session_id }) => session_id === prefix)
  const candidates =
    exact.length > 0 ? exact : sessions.filter(({ session_id }) => session_id.startsWith(prefix))
  return pickOnly(candidates, `no session begins with ${toShown(prefix)}`, several)
}

/** @throws {CliError} 1 with `none` where there is none, 64 with `several` and a list of them where there are several */
export function pickOnly(
  candidates: readonly BoardSession[],
  none: string,
  several: string,
): BoardSession {
  const [only, ...others] = candidates
  if (only === undefined) throw new CliError(none)
  if (others.length === 0) return only
  const list = candidates.map(
    (session) =>
      `  ${fitText(session.session_id, 40)}  ${toName(session)}  ${toStateText(session)}`,
  )
  throw new CliError(`${several}:\n${list.join('\n')}`, EX_USAGE)
}

const toShown = (prefix: string): string => fitText(prefix, 60)
