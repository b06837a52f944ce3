// The server's side of a WebSocket (RFC 6455), as far as a mock needs it: texts, pings and the close.

import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export interface WebSocketPeer {
  send(text: string): void
  /** Breaks the connection without a word. */
  destroy(): void
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

interface Frame {
  readonly isLast: boolean
  readonly opcode: number
  readonly payload: Buffer
}

/** Answers the upgrade, and passes on every text that comes. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  onText: (text: string, peer: WebSocketPeer) => void,
): WebSocketPeer {
  const key = request.headers['sec-websocket-key'] ?? ''
  const proof = createHash('sha1')
    .update(key + guid)
    .digest('base64')
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${proof}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const peer: WebSocketPeer = {
    send: (text) => void socket.write(toFrame(opcodes.text, Buffer.from(text))),
    destroy: () => void socket.destroy(),
  }
  let unread: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk])
    for (;;) {
      const found = readFrame(unread)
      if (!found) return
      unread = found.rest
      const { opcode, payload, isLast } = found.frame
      if (opcode === opcodes.ping) socket.write(toFrame(opcodes.pong, payload))
      if (opcode === opcodes.close) return void socket.end(toFrame(opcodes.close, payload))
      if (opcode > opcodes.text) continue
      parts.push(payload)
      if (!isLast) continue
      const text = Buffer.concat(parts).toString('utf8')
      parts = []
      onText(text, peer)
    }
  })
  return peer
}

/** @returns undefined while the frame is not whole */
function readFrame(bytes: Buffer): { frame: Frame; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = (bytes[1]! & 0x80) !== 0
  const start = 2 + extended + (isMasked ? 4 : 0)
  if (bytes.length < start) return undefined
  const length =
    extended === 0
      ? short
      : extended === 2
        ? bytes.readUInt16BE(2)
        : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + length) return undefined
  const payload = Buffer.from(bytes.subarray(start, start + length))
  if (isMasked) {
    const mask = bytes.subarray(start - 4, start)
    for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i % 4]!
  }
  const frame = { isLast: (bytes[0]! & 0x80) !== 0, opcode: bytes[0]! & 0x0f, payload }
  return { frame, rest: bytes.subarray(start + length) }
}

/** Servers send without a mask. */
function toFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}
