// Plays the probe's relay: a real client of the socket, that stamps its lines as the relay does.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ProbeLine } from '../../../src/probe/line.ts'

type Unstamped<Line> = Line extends unknown ? Omit<Line, 'seq' | 'at_us'> & Partial<Line> : never

export interface RelayClient extends AsyncDisposable {
  readonly socket: Socket
  /** Sends a line; numbers and stamps it. */
  send(...lines: readonly Unstamped<ProbeLine>[]): void
  /** Greets, says that it runs and, unless told otherwise, that it has told all. */
  greet(how?: { readonly isSettled: boolean }): void
  write(text: string | Buffer): void
  /** Resolves when the daemon has closed the connection. */
  readonly closed: Promise<void>
}

export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n)

export async function connectRelay(path: string): Promise<RelayClient> {
  const socket = connect(path)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  socket.resume()
  const closed = new Promise<void>((done) => void socket.once('close', () => done()))
  let seq = 0
  const self: RelayClient = {
    socket,
    closed,
    send(...lines) {
      const stamped = lines.map((line) => ({ seq: seq++, at_us: monotonicUs(), ...line }))
      socket.write(stamped.map((line) => `${JSON.stringify(line)}\n`).join(''))
    },
    greet({ isSettled } = { isSettled: true }) {
      self.send(
        { type: 'hello', protocol: 1, version: '1.2.3' },
        { type: 'status', state: 'running' },
      )
      if (isSettled) self.send({ type: 'heartbeat' })
    },
    write: (text) => void socket.write(text),
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
  return self
}
