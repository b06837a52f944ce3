// The receiver's Fastify server: its routes, its limits, and the form of its errors.

import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { contentTypes, pathOf } from '../../otlp/http.ts'
import type { Signal } from '../../otlp/records.ts'
import { encodeStatus } from '../../otlp/responses.ts'
import type { AccessCheck } from './access.ts'
import { isHttp2, refuseUnreadable } from './client-error.ts'
import { encodingOf } from './content.ts'
import type { OtlpHttpLimits } from './options.ts'
import { toPath } from './paths.ts'
import { Problem, toProblem } from './problem.ts'

export interface ServerParts {
  readonly limits: OtlpHttpLimits
  readonly checkAccess: AccessCheck
  /** Whether the user behind a request's connection may send. */
  isAllowed(request: FastifyRequest): boolean | Promise<boolean>
  exportRoute(signal?: Signal): (request: FastifyRequest, reply: FastifyReply) => void
  health(): object
  /** A client tried gRPC. */
  onHttp2(): void
  onProblem(problem: Problem, request: FastifyRequest, cause: unknown): void
}

/** @returns a server that does not listen yet */
export function createServer(parts: ServerParts): FastifyInstance {
  const { limits } = parts
  // Node refuses to give the headers more time than the whole request.
  const headersTimeout = Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs)
  const app = fastify({
    logger: false,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    http: {
      headersTimeout,
      connectionsCheckingInterval: Math.min(headersTimeout, 5000),
    },
    forceCloseConnections: 'idle',
    // What still comes by an open connection is served, and its connection closed.
    return503OnClosing: false,
    // No route has a schema: their compilers, a third of Fastify, need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    clientErrorHandler(error, socket) {
      if (isHttp2(error)) parts.onHttp2()
      refuseUnreadable(error, socket)
    },
    frameworkErrors: (error, request, reply) => answerProblem(parts, error, request, reply),
  })
  app.server.maxConnections = limits.maxConnections
  // A sender may close its side behind its last request and still wait for the answer.
  Object.assign(app.server, { httpAllowHalfOpen: true })

  // Bodies are received by the route, within its own limits.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  // Not async, which would take a third more time over a request.
  app.addHook('onRequest', (request, _reply, done) => {
    parts.checkAccess(request.headers)
    const conclude = (allows: boolean) => done(allows ? undefined : strangerProblem())
    const allows = parts.isAllowed(request)
    if (typeof allows === 'boolean') conclude(allows)
    else void allows.then(conclude, done)
  })
  app.setErrorHandler((error, request, reply) => answerProblem(parts, error, request, reply))
  app.setNotFoundHandler((request) => {
    throw notFound(app, request.url)
  })

  app.post('/', parts.exportRoute())
  app.post(pathOf.logs, parts.exportRoute('logs'))
  app.post(pathOf.traces, parts.exportRoute('traces'))
  app.post(pathOf.metrics, parts.exportRoute('metrics'))
  app.get('/health', () => parts.health())
  return app
}

function noSchemas(): never {
  throw new Error('no route has a schema')
}

function strangerProblem(): Problem {
  return new Problem(403, 'this receiver belongs to another user')
}

function notFound(app: FastifyInstance, target: string): Problem {
  const url = toPath(target)
  const methods = ['GET', 'HEAD', 'POST'].filter((method) => app.hasRoute({ method, url }))
  if (methods.length === 0) return new Problem(404, 'no such path')
  const allow = methods.join(', ')
  return new Problem(405, `this path serves ${allow}`, { allow })
}

/** Errors are a google.rpc.Status in the request's encoding. */
function answerProblem(
  parts: ServerParts,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = toProblem(error)
  parts.onProblem(problem, request, error)
  const encoding = encodingOf(request.headers) ?? 'json'
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', contentTypes[encoding])
    .send(encodeStatus(encoding, problem.code, problem.message))
}
