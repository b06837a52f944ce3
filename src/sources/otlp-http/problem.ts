// Why a request is refused, as an HTTP status and a google.rpc code; the one place that maps one to the other.

import { MalformedOtlpError } from '../../otlp/malformed.ts'
import { RPC_CODE } from '../../otlp/responses.ts'

/** google.rpc codes by HTTP status; other client errors count as an invalid argument. */
const codes: Readonly<Record<number, number>> = {
  401: RPC_CODE.unauthenticated,
  403: RPC_CODE.permissionDenied,
  404: RPC_CODE.notFound,
  405: RPC_CODE.unimplemented,
  413: RPC_CODE.resourceExhausted,
  500: RPC_CODE.internal,
  503: RPC_CODE.unavailable,
}

/** A request that is answered with an error. The message goes to the sender. */
export class Problem extends Error {
  override readonly name: string = 'Problem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }

  /** The google.rpc.Code number. */
  get code(): number {
    return codes[this.status] ?? RPC_CODE.invalidArgument
  }
}

/** Whatever went wrong, as the answer it deserves. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof MalformedOtlpError) return new Problem(400, `malformed: ${error.message}`)
  const status = statusOf(error)
  if (status >= 400 && status < 500) return new Problem(status, 'bad request')
  return new Problem(500, 'internal error')
}

/** Fastify's own errors carry their status. */
function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
}
