// Names that programs give: of events, spans, metrics, scopes and attributes. What is filled into them is replaced.

import type { StandIns } from './stand-ins.ts'

const MAX_LENGTH = 200
const PLAIN = /^[\w.:/{}()<>#$*+-]+$/
/** Longer than a word, and with several digits: an id. */
const ID = /^(?=(?:.*\d){3})[\w-]{12,}$/
/** A directory of this machine, as told from a route of a server. */
const DIRECTORY =
  /^(?:~\/|\/(?:Users|etc|home|media|mnt|nix|opt|private|root|run|srv|tmp|usr|var)\/)/
/** Operations of the GenAI conventions, which a tool's or a model's name follows. */
const OPERATION =
  /^(?:chat|create_agent|embeddings|execute_tool|generate_content|invoke_agent|text_completion|tools\/call)$/

/** @param text a name as a program gave it; what is its own stays */
export function toTitle(text: string, standIns: StandIns): string {
  if (text.length > MAX_LENGTH) return standIns.proper(text)
  const [first = '', ...rest] = text.split(' ')
  const isOperation = OPERATION.test(first)
  const clean = (part: string): string => {
    if (part === '') return part
    if (isOperation) return first === 'chat' ? standIns.model(part) : standIns.name(part)
    if (!PLAIN.test(part)) return standIns.proper(part)
    if (DIRECTORY.test(part)) return standIns.path(part)
    return part
      .split(/([/:.])/)
      .map((word) => (ID.test(word) ? standIns.id(word) : word))
      .join('')
  }
  return [isOperation ? first : clean(first), ...rest.map(clean)].join(' ')
}
