// The findings on a terminal.

import { toPlainText } from '../client/display-text.ts'
import type { Finding, Level } from './finding.ts'

const TITLES: readonly (readonly [Finding['area'], string])[] = [
  ['daemon', 'Daemon'],
  ['desktop', 'Desktop'],
  ['agents', 'Agents'],
]

const SIGNS: Readonly<Record<Level, readonly [sign: string, color: number]>> = {
  ok: ['✓', 32],
  note: ['·', 2],
  warning: ['!', 33],
  error: ['✗', 31],
}

/** Each with its sign, and what helps below it. */
export function toReport(findings: readonly Finding[], isColored: boolean): string {
  return TITLES.map(([area, title]) => {
    const rows = findings.filter((finding) => finding.area === area)
    return `${title}\n${rows.map((row) => toRow(row, isColored)).join('')}`
  }).join('\n')
}

/** Paths and settings are other people's texts: they must not drive the terminal. */
function toRow({ level, message, fix, remark }: Finding, isColored: boolean): string {
  const [sign, color] = SIGNS[level]
  const mark = isColored ? `\u001b[${color}m${sign}\u001b[0m` : sign
  const advice = [fix, remark].flatMap((text) => (text === undefined ? [] : toPlainText(text)))
  const help = advice.length === 0 ? '' : `      ${advice.join(' — ')}\n`
  return `  ${mark} ${toPlainText(message)}\n${help}`
}
