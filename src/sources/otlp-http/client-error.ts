// Answers what is not even HTTP, or comes too slowly to become a request.

import type { Socket } from 'node:net'
import { STATUS_CODES } from 'node:http'
import { encodeStatus } from '../../otlp/responses.ts'
import { Problem } from './problem.ts'

const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** Whether a client spoke HTTP/2 at once, as OTLP over gRPC does. */
export function isHttp2(error: Error & { code?: string }): boolean {
  return error.code === 'HPE_PAUSED_H2_UPGRADE'
}

/** To be called for the server's `clientError`; there is no response object to write to. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed) return
  const status = statuses[error.code ?? ''] ?? 400
  const reason = STATUS_CODES[status] ?? ''
  const body = encodeStatus('json', new Problem(status, reason).code, reason)
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${Buffer.from(body).toString()}`)
  socket.destroySoon()
}
