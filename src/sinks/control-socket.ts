// A Unix socket that speaks HTTP: any number of readers, a snapshot, and acknowledging.

import { createServer, type Server } from 'node:http'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { ensureOwnDir } from '../runtime/paths.ts'
import { SocketKeeper } from '../runtime/socket-keeper.ts'
import type { SinkContext } from './context.ts'
import { ControlApi } from './control-socket/api.ts'
import type { controlSocketOptions } from './control-socket/options.ts'
import type { LineSink } from './sink.ts'

type Options = z.output<typeof controlSocketOptions>

/** Clients are local and send one small request; whoever takes longer hangs. */
const REQUEST_TIMEOUT_MS = 10_000
const FLUSH_TIMEOUT_MS = 1000
/** Streams are fewer (see the API); the rest is for snapshots and acknowledging. */
const MAX_CONNECTIONS = 128

/** @throws {Error} when another daemon serves there, or the path is taken by something else */
export async function openControlSocket(given: Options, context: SinkContext): Promise<LineSink> {
  const path = given.path ?? context.paths.controlSocket
  const api = new ControlApi(context)
  const keeper = new SocketKeeper({
    path,
    prepare() {
      // Our own directory keeps other users out; one that the user chose is the user's to keep.
      if (given.path === undefined) ensureOwnDir(dirname(path), context.paths)
    },
    createServer: () => createApiServer(api),
    context,
  })
  const end = async (servers: readonly Server[]): Promise<void> => {
    await api.close(FLUSH_TIMEOUT_MS)
    for (const server of servers) server.closeAllConnections()
  }
  await keeper.start()
  let closing: Promise<void> | undefined
  return {
    id: 'control-socket',
    write: (lines) => api.write(lines),
    stats: () => api.stats(),
    [Symbol.asyncDispose]: () => (closing ??= keeper.stop(end)),
  }
}

function createApiServer(api: ControlApi): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) =>
    api.handle(request, response),
  )
  server.maxConnections = MAX_CONNECTIONS
  return server
}
