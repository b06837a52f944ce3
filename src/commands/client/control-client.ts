// Talks to the running daemon over its control socket.

import { type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { appPaths } from '../../runtime/paths.ts'
import { CliError, type CommandIo, EX_UNAVAILABLE } from '../command.ts'
import { type Board, parseBoard } from './board.ts'

/** A daemon that takes longer for a snapshot is not well. */
const ANSWER_TIMEOUT_MS = 5000

/** A thousand sessions take far less: whatever sends more is not the daemon. */
const MAX_LINE_CHARS = 16 * 1024 * 1024

/** The flag that every client command has. */
export const socketOption = z
  .string()
  .min(1)
  .optional()
  .describe("the daemon's control socket, where it is not the configured one")
  .meta({ placeholder: 'PATH' })

export const sessionOption = z
  .string()
  .min(1)
  .optional()
  .describe('id of the session, or enough of its beginning')
  .meta({ placeholder: 'SESSION' })

/** @param given the flag's value, which wins over the settings */
export function toSocketPath(given: string | undefined, io: CommandIo): string {
  const path = given ?? io.loadSettings().controlSocket.path
  return path === undefined ? appPaths(io.env).controlSocket : resolve(path)
}

/**
 * One request and its whole answer.
 * @param body sent as JSON when given
 * @throws {CliError} 69 when no daemon answers, 1 when it refuses
 */
export async function askDaemon(
  socketPath: string,
  method: 'GET' | 'POST',
  resource: string,
  body?: object,
): Promise<string> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  const [status, answer] = await exchange(
    socketPath,
    { method, path: resource, signal },
    body,
  ).catch((error) => {
    throw toUnavailable(socketPath, signal.aborted ? tooLate() : error)
  })
  if (status === 200) return answer
  throw new CliError(`the daemon refused: ${answer.trim()}`, status === 503 ? EX_UNAVAILABLE : 1)
}

/**
 * What every session is doing.
 * @throws {CliError} 69 when no daemon answers, or what answers is not understood
 */
export async function askBoard(socketPath: string): Promise<Board> {
  const board = parseBoard(await askDaemon(socketPath, 'GET', '/snapshot'))
  if (board === undefined) throw unknownForm()
  return board
}

/** For an answer that cannot be read: the daemon is of another version, or something else answers. */
export const unknownForm = (): CliError =>
  new CliError('the daemon answered in an unknown form', EX_UNAVAILABLE)

const tooLate = () => new Error(`it took over ${ANSWER_TIMEOUT_MS / 1000} s`)

async function exchange(
  socketPath: string,
  options: RequestOptions,
  body: object | undefined,
): Promise<[number | undefined, string]> {
  const json = body === undefined ? '' : JSON.stringify(body)
  const response = await send(socketPath, options, json)
  return [response.statusCode, await text(response)]
}

function toUnavailable(socketPath: string, error: NodeJS.ErrnoException): CliError {
  const isAbsent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
  const message = isAbsent
    ? `the daemon is not running: nobody serves ${socketPath}; start it with: otel-ai-monitor run`
    : `the daemon does not answer at ${socketPath}: ${error.code ?? error.message}`
  return new CliError(message, EX_UNAVAILABLE)
}

/** The daemon is there and says nothing: it hangs or was stopped. */
export class DaemonSilentError extends Error {
  override readonly name = 'DaemonSilentError'
}

/**
 * The daemon's lines, each ending in "\n", beginning with the whole list; ends
 * when the daemon does.
 * @param silenceMs a daemon that says nothing for so long counts as lost
 * @throws {Error} when it cannot be reached, breaks off or falls silent
 */
export async function* readDaemonLines(
  socketPath: string,
  silenceMs: number,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  const options = { path: '/stream', signal, timeout: silenceMs }
  const response = await send(socketPath, options, '')
  if (response.statusCode !== 200) {
    response.destroy()
    throw new Error(`the daemon refused with status ${response.statusCode}`)
  }
  let rest = ''
  // Not node:readline, which also ends lines at U+2028, valid inside JSON.
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield `${part}\n`
    if (rest.length > MAX_LINE_CHARS) throw new Error('a line without end')
  }
}

function send(socketPath: string, options: RequestOptions, body: string): Promise<IncomingMessage> {
  return new Promise((settle, reject) => {
    // Without Node's own agent, which looks whether the path is an address: a tenth of a short command's time.
    const createConnection = () => connect(socketPath)
    const client = request({ ...options, createConnection })
    if (options.timeout !== undefined) client.setTimeout(options.timeout)
    let response: IncomingMessage | undefined
    client.on('response', (received) => settle((response = received)))
    client.on('error', reject)
    client.on('timeout', () => {
      const error = new DaemonSilentError('the daemon has fallen silent')
      response?.destroy(error)
      client.destroy(error)
    })
    client.end(body)
  })
}
