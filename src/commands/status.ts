// `status`: all sessions as a table for people, or as JSON for scripts.

import { z } from 'zod'
import { toPlainText } from './client/display-text.ts'
import { parseProbeHealth, toProbeText } from './client/probe-words.ts'
import { askBoard, askDaemon, socketOption, toSocketPath } from './client/control-client.ts'
import type { Command } from './command.ts'
import { toStatusTable } from './status/table.ts'

const options = z.strictObject({
  json: z.boolean().default(false).describe('print the snapshot as one line of JSON'),
  socket: socketOption,
})

/** Ends with 69 when the daemon is not running. */
export const statusCommand = {
  name: 'status',
  summary: 'Show what every session is doing',
  options,
  async run(given, io) {
    const socketPath = toSocketPath(given.socket, io)
    if (given.json) {
      io.stdout.write(await askDaemon(socketPath, 'GET', '/snapshot'))
      return 0
    }
    const board = await askBoard(socketPath)
    const isColored = io.isTTY.stdout && !io.env.NO_COLOR
    io.stdout.write(toStatusTable(board, io.now() / 1000, isColored))
    io.stdout.write(toProbeLine(await askDaemon(socketPath, 'GET', '/health')))
    return 0
  },
} satisfies Command<typeof options>

/** @returns nothing where there is no probe: it is optional */
function toProbeLine(json: string): string {
  const probe = parseProbeHealth(json)
  if (probe === undefined || probe.state === 'absent') return ''
  const text = toPlainText(toProbeText(probe))
  return `\n${text.slice(0, 1).toUpperCase()}${text.slice(1)}.\n`
}
