// Requests over a Unix socket, for tests.

import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Opens a request and hands over its response before the body. */
export function openRequest(
  socketPath: string,
  method: string,
  path: string,
  body = '',
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ socketPath, method, path, agent: false }, resolve).on('error', reject).end(body)
  })
}

export async function ask(
  socketPath: string,
  method: string,
  path: string,
  body = '',
): Promise<Answer> {
  const response = await openRequest(socketPath, method, path, body)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await text(response),
  }
}
