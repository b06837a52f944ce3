// One line for people for each change: time, agent, project, state and why.

import { sessionKey } from '../../domain/session-key.ts'
import type { Board, BoardSession } from '../client/board.ts'
import { fitText } from '../client/display-text.ts'
import { toName, toReasonText, toStateText, toTimeText } from '../client/words.ts'
import type { Format } from './format.ts'

/** Says nothing twice. */
export function createPlain(): Format {
  /** What was printed last for each session that is there. */
  let printed = new Map<string, string>()
  let isLost = false

  /** Lines that only bring new token counts say nothing new. */
  function toNews(board: Board): BoardSession[] {
    const isNew = (session: BoardSession) => printed.get(toKey(session)) !== toWords(session)
    const news = board.sessions.filter(isNew)
    const { changed } = board
    const isOver = changed?.state === 'expired' && printed.has(toKey(changed))
    return isOver ? [...news, changed] : news
  }

  return {
    onLine(_line, board) {
      isLost = false
      const time = toTimeText(board.timestamp)
      const text = toNews(board).map((session) => `${time}  ${toWords(session)}\n`)
      printed = new Map(board.sessions.map((session) => [toKey(session), toWords(session)]))
      return text.join('')
    },
    onLost(nowMs) {
      if (isLost) return ''
      isLost = true
      return `${toTimeText(nowMs / 1000)}  disconnected: otel-ai-monitor is not running\n`
    },
  }
}

const toKey = ({ tool, session_id: id }: BoardSession): string => sessionKey(tool, id)

function toWords(session: BoardSession): string {
  const why = [toReasonText(session), session.confidence === 'inferred' ? '(inferred)' : '']
  const words = [fitText(session.tool, 20), toName(session), toStateText(session), ...why]
  return words.filter(Boolean).join('  ')
}
