// A port for programs that must know it before they start.

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Linux gives connections ports from here on: one of those may be taken before the program has started. */
const FIRST_OF_CONNECTIONS = 32_768

/** A port of loopback that nothing listens on now. */
export async function findFreePort(): Promise<number> {
  const port = randomInt(10_000, FIRST_OF_CONNECTIONS)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return findFreePort()
    throw error
  }
  server.close()
  await once(server, 'close')
  return port
}
