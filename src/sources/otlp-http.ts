// The OTLP/HTTP receiver: agents post their telemetry here.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SocketOwner } from '../host/tcp-table.ts'
import type { Selection } from '../otlp/records.ts'
import { createLogLimiter, type Logger } from '../runtime/log.ts'
import { createAccessCheck } from './otlp-http/access.ts'
import { type Connection, followConnections } from './otlp-http/connections.ts'
import { createCounters, type ReceiverCounters } from './otlp-http/counters.ts'
import { createDeferred } from './otlp-http/deferred.ts'
import { createExportRoute, type RawRequest, type RecordBatch } from './otlp-http/export-route.ts'
import { checkReach, listen, resolveHost } from './otlp-http/listen.ts'
import type { OtlpHttpOptions } from './otlp-http/options.ts'
import { signalOfPath } from './otlp-http/paths.ts'
import { createServer } from './otlp-http/server.ts'

export { CannotListenError, PortInUseError, UnprotectedHostError } from './otlp-http/listen.ts'
export { otlpHttpOptions, type OtlpHttpOptions } from './otlp-http/options.ts'
export type { ReceiverCounters } from './otlp-http/counters.ts'
export type { RawRequest, RecordBatch } from './otlp-http/export-route.ts'

/** Time that requests being served have to finish when the source is closed. */
const CLOSE_MS = 1000
const LOG_EVERY_MS = 60_000

/**
 * Records handed on together: nothing is taken to be missing between them. An agent's SDK sends
 * 512 at most unless told otherwise, so what it sends stays whole. Of a larger request, a part may
 * be read as if the next one came a moment later, which puts it right.
 */
const MAX_TOGETHER = 1024

/** The program's side of the receiver. */
export interface OtlpHttpContext {
  readonly log: Logger
  /** Unix milliseconds. */
  now(): number
  readonly selection: Selection
  /** Takes the wanted records of one request, after it was answered; in order of arrival. Very many come in parts. */
  onRecords(batch: RecordBatch): void
  /** Takes every good request as it came, wanted or not; after it was answered. */
  onRequest?(request: RawRequest): void
  /** Adds routes of other sources, behind the same checks. */
  readonly extend?: ((app: FastifyInstance) => void) | undefined
  /** A socket that listens already, handed over by the service manager. */
  readonly listenFd?: number | undefined
  /** Tells whose socket the other end of a connection is, once that is known. */
  onPeer?(origin: string, peer: SocketOwner): void
  /** Tells that no more batches of this origin will come. */
  onConnectionClosed?(origin: string): void
  /** What GET /health says besides the receiver's own counters. */
  health(): Record<string, unknown>
}

export interface OtlpHttpSource extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** A copy that does not change. */
  counters(): ReceiverCounters
}

/**
 * Starts to listen. Disposing stops the intake, and delivers what was answered.
 * @throws {PortInUseError | CannotListenError} where the port cannot be had
 * @throws {UnprotectedHostError} where other machines could post without a token
 */
export async function openOtlpHttp(
  options: OtlpHttpOptions,
  context: OtlpHttpContext,
): Promise<OtlpHttpSource> {
  const { limits, token } = options
  const host = await resolveHost(options.host, options.port, token)
  const counters = createCounters()
  const deferred = createDeferred()
  const limitLog = createLogLimiter({ now: () => context.now() })

  const app = createServer({
    limits,
    checkAccess: createAccessCheck(options.host, token),
    isAllowed: (request) => connectionOf(request).allowed,
    exportRoute: createExportRoute({
      limits,
      counters,
      selection: context.selection,
      now: () => context.now(),
      originOf: (request) => connectionOf(request).origin,
      onAnswered(batch, raw) {
        const { length } = batch.records
        deferred.add(() => {
          context.onRequest?.(raw)
          if (length > 0 && length <= MAX_TOGETHER) context.onRecords(batch)
        })
        if (length > MAX_TOGETHER)
          for (const part of partsOf(batch)) deferred.add(() => context.onRecords(part))
      },
    }),
    health: () => ({ status: 'ok', ...context.health(), receiver: counters }),
    onHttp2: onceOnly(() => {
      context.log.warn('a program tried gRPC: set its OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf')
    }),
    onProblem(problem, request, cause) {
      const signal = signalOfPath(request.url)
      if (signal) counters[signal].bad++
      if (problem.status >= 500 && problem.status !== 503)
        context.log.error(cause, 'request failed')
    },
  })
  const connectionOfSocket = followConnections(app.server, {
    counters: counters.connections,
    otherUsers: options.otherUsers,
    maxConnections: limits.maxConnections,
    onCrowd: () =>
      limitLog('crowd', LOG_EVERY_MS, () =>
        context.log.warn('another user of this machine takes up half of all connections'),
      ),
    onPeer: (origin, peer) => context.onPeer?.(origin, peer),
    // Behind the batches that came by it.
    onClosed: (origin) => deferred.add(() => context.onConnectionClosed?.(origin)),
  })
  const connectionOf = (request: FastifyRequest): Connection =>
    connectionOfSocket(request.raw.socket)

  context.extend?.(app)
  await listen(app, host, options.port, context.listenFd)
  const bound = app.server.address()
  const { address, port } =
    bound !== null && typeof bound === 'object' ? bound : { address: host, port: options.port }
  await checkBound(app, address, token)

  return {
    address,
    port,
    counters: () => structuredClone(counters),
    async [Symbol.asyncDispose]() {
      const deadline = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS)
      await app.close()
      clearTimeout(deadline)
      deferred.flush()
    },
  }
}

/** A socket that was handed over listens where its unit says, whatever the settings say. */
async function checkBound(app: FastifyInstance, address: string, token: string | undefined) {
  try {
    checkReach(address, address, token)
  } catch (error) {
    await app.close()
    throw error
  }
}

function* partsOf(batch: RecordBatch): Generator<RecordBatch> {
  for (let start = 0; start < batch.records.length; start += MAX_TOGETHER)
    yield { ...batch, records: batch.records.slice(start, start + MAX_TOGETHER) }
}

function onceOnly(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}
