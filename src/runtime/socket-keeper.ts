// Keeps a Unix socket served at its path: where it was deleted, another one takes its place.

import type { Server } from 'node:net'
import { claimSocket, type Claim } from './claim-socket.ts'
import type { Clock, Timer } from './clock.ts'
import { createLogLimiter, type Logger } from './log.ts'

/** A client that finds no socket tries again; each look wakes an idle machine. */
const LOOK_INTERVAL_MS = 2000
const LOG_EVERY_MS = 60_000

export interface KeeperOptions<S extends Server> {
  readonly path: string
  /** Makes sure of the directory. @throws {Error} where it cannot be had */
  readonly prepare: () => void
  readonly createServer: () => S
  readonly context: { readonly clock: Clock; readonly log: Logger }
}

/** A deleted socket cannot be linked again, so each takes a server of its own; the old one's connections live on. */
export class SocketKeeper<S extends Server> {
  readonly #options: KeeperOptions<S>
  readonly #limit
  /** Those that listen, or still have connections. */
  readonly #servers = new Set<S>()
  #claim: Claim | undefined
  #timer: Timer | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: KeeperOptions<S>) {
    this.#options = options
    this.#limit = createLogLimiter(options.context.clock)
  }

  /** @throws {Error} where the path cannot be had; later failures are logged, and tried again */
  async start(): Promise<void> {
    await this.#serve()
    this.#lookLater()
  }

  /** Removes the socket, and resolves once every server has closed. @param end ends the connections */
  async stop(end: (servers: readonly S[]) => Promise<void> | void): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#looking
    // First the name, so that a watcher that reconnects finds the next daemon or none.
    this.#release()
    const servers = [...this.#servers]
    const closed = servers.map((server) => new Promise<void>((done) => server.close(() => done())))
    await end(servers)
    await Promise.all(closed)
  }

  /** A name that cannot be removed is left, as after a crash: whoever stops has more to do. */
  #release(): void {
    const { path, context } = this.#options
    try {
      this.#claim?.release()
    } catch (error) {
      context.log.warn(`cannot remove ${path}: ${(error as Error).message}`)
    }
  }

  async #serve(): Promise<void> {
    const { path, prepare, createServer, context } = this.#options
    prepare()
    const server = createServer()
    this.#claim = await claimSocket(server, path)
    // Until here, whoever wanted it is told.
    server.on('error', (err) => context.log.error({ err }, path))
    this.#servers.add(server)
    server.once('close', () => this.#servers.delete(server))
  }

  #lookLater(): void {
    if (this.#stopped) return
    const { clock } = this.#options.context
    this.#timer = clock.setTimer(clock.now() + LOOK_INTERVAL_MS, () => {
      this.#looking = this.#look().finally(() => this.#lookLater())
    })
  }

  async #look(): Promise<void> {
    if (this.#claim?.isThere() === true) return
    const { path, context } = this.#options
    try {
      const old = [...this.#servers]
      await this.#serve()
      context.log.warn(`${path} was removed; created again`)
      // Nobody can come to these any more; who is there stays.
      for (const server of old) server.close()
    } catch (error) {
      const { message } = error as Error
      this.#limit(message, LOG_EVERY_MS, () => context.log.error(message))
    }
  }
}
