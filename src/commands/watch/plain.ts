// One line for people for each change: time, agent, project, state and why.

import type { Board, BoardSession } from '../client/board.ts'
import { fitText } from '../client/display-text.ts'
import { toName, toReasonText, toStateText, toTimeText } from '../client/words.ts'
import type { Format } from './format.ts'

export function createPlain(): Format {
  /** What was printed last for each session that is there. */
  let printed = new Map<string, string>()
  let isLost = false

  /** Lines that only bring new token counts say nothing new. */
  function toNews(board: Board): BoardSession[] {
    const isNew = (session: BoardSession) => printed.get(session.session_id) !== toWords(session)
    const news = board.sessions.filter(isNew)
    const { changed } = board
    const isOver = changed?.state === 'expired' && printed.has(changed.session_id)
    return isOver ? [...news, changed] : news
  }

  return {
    onLine(_line, board) {
      isLost = false
      const time = toTimeText(board.timestamp)
      const text = toNews(board).map((session) => `${time}  ${toWords(session)}\n`)
      printed = new Map(board.sessions.map((session) => [session.session_id, toWords(session)]))
      return text.join('')
    },
    onLost(nowMs) {
      if (isLost) return ''
      isLost = true
      return `${toTimeText(nowMs / 1000)}  disconnected: otel-ai-monitor is not running\n`
    },
  }
}

function toWords(session: BoardSession): string {
  const why = [toReasonText(session), session.confidence === 'inferred' ? '(inferred)' : '']
  const words = [fitText(session.tool, 20), toName(session), toStateText(session), ...why]
  return words.filter(Boolean).join('  ')
}
