// Sessions as a table of aligned columns.

import { styleText } from 'node:util'
import type { Board, BoardSession, BoardToday } from '../client/board.ts'
import { displayWidth, fitText, padText } from '../client/display-text.ts'
import * as words from '../client/words.ts'

type Cell = (session: BoardSession, nowSeconds: number) => string

const COLUMNS: readonly (readonly [title: string, cell: Cell])[] = [
  ['AGENT', ({ tool }) => fitText(tool, 16)],
  ['PROJECT', ({ project }) => fitText(project ?? '', 24) || '-'],
  ['STATE', words.toStateText],
  ['FOR', ({ since }, nowSeconds) => words.toDurationText(nowSeconds - since)],
  ['WHY', (session) => words.toReasonText(session) || '-'],
  ['EVIDENCE', ({ confidence }) => confidence],
  ['MODEL', ({ model }) => fitText(model ?? '', 24) || '-'],
  ['TOKENS IN/OUT', ({ metrics }) => toTokensText(metrics)],
  ['COST', ({ metrics }) => toCostText(metrics?.cost_usd ?? null)],
  ['SESSION', ({ session_id }) => fitText(session_id, 12)],
]

const STATE_COLUMN = 2

const STYLES: Readonly<Record<words.Look, Parameters<typeof styleText>[0]>> = {
  waiting: ['bold', 'yellow'],
  working: 'blue',
  completed: 'green',
  failed: 'red',
  idle: 'dim',
  none: 'dim',
  disconnected: 'dim',
}

/** @returns lines ending in "\n"; no escape sequences unless `isColored` */
export function toStatusTable(
  { sessions, today }: Pick<Board, 'sessions' | 'today'>,
  nowSeconds: number,
  isColored: boolean,
): string {
  const foot = today === null ? '' : toFoot(today)
  if (sessions.length === 0) return `No sessions.\n${foot}`
  const rows = sessions.map((session) => COLUMNS.map(([, cell]) => cell(session, nowSeconds)))
  const titles = COLUMNS.map(([title]) => title)
  const widths = titles.map((_, i) => maxWidth([titles, ...rows], i))
  const style = (look: words.Look, text: string) =>
    isColored ? styleText(STYLES[look], text, { validateStream: false }) : text
  const body = rows.map((row, i) => {
    const cells = row.map((cell, column) => padText(cell, widths[column] ?? 0))
    const look = words.toLook(sessions[i])
    return cells.map((cell, column) => (column === STATE_COLUMN ? style(look, cell) : cell))
  })
  const head = titles.map((title, i) => style('none', padText(title, widths[i] ?? 0)))
  return [head, ...body].map((cells) => `${cells.join('  ').trimEnd()}\n`).join('') + foot
}

function toFoot(today: BoardToday): string {
  const cost = today.cost_usd === null ? '' : `, ${toCostText(today.cost_usd)}`
  return `Today: ${words.toCounted(today.turns, 'turn')}, ${toTokensText(today)} tokens in/out${cost}\n`
}

function maxWidth(rows: readonly (readonly string[])[], column: number): number {
  return Math.max(...rows.map((row) => displayWidth(row[column] ?? '')))
}

/** Input includes what came from a cache: it is part of what the model read. */
function toTokensText(metrics: BoardSession['metrics'] | BoardToday): string {
  if (metrics === null) return '-'
  const input = metrics.input_tokens + metrics.cache_tokens
  return `${words.toCountText(input)} / ${words.toCountText(metrics.output_tokens)}`
}

function toCostText(costUsd: number | null): string {
  return costUsd === null ? '-' : `$${costUsd.toFixed(2)}`
}
