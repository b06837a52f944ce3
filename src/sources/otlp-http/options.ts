// The receiver's options.

import { z } from 'zod'
import { receiverAddress } from './address.ts'

const { host, port, token } = receiverAddress

const MIB = 1_048_576

const count = (value: number, description: string) =>
  z.int().min(1).default(value).describe(description)

const timeoutMs = (value: number, description: string) =>
  z.number().positive().max(2_147_483_647).default(value).describe(description)

export const otlpHttpOptions = z.strictObject({
  host: z.string().min(1).default(host.fallback).describe('address the receiver listens on'),
  port: z.int().min(0).max(port.max).default(port.fallback).describe('port; 0 picks a free one'),
  token: z
    .string()
    .min(1)
    .regex(token.characters, 'must be of visible ASCII characters, without spaces')
    .optional()
    .describe('bearer token that senders must show; needed where host is not a loopback address'),
  otherUsers: z.boolean().default(false).describe('accept what other users of this machine send'),
  limits: z
    .strictObject({
      maxBodyBytes: count(16 * MIB, 'size of a request body as sent'),
      maxDecompressedBytes: count(32 * MIB, 'size of a request body after decompression'),
      maxHeldBytes: count(128 * MIB, 'size of all bodies being received at the same time'),
      maxRecords: count(100_000, 'records taken from one request'),
      maxValueLength: count(4096, 'characters kept of one attribute value'),
      maxConnections: count(512, 'connections open at the same time'),
      headersTimeoutMs: timeoutMs(10_000, 'time a sender has for the headers of a request'),
      requestTimeoutMs: timeoutMs(60_000, 'time a sender has for a whole request'),
      keepAliveTimeoutMs: timeoutMs(3_600_000, 'time a connection may be idle'),
    })
    .prefault({}),
})

export type OtlpHttpOptions = Readonly<z.output<typeof otlpHttpOptions>>
export type OtlpHttpLimits = OtlpHttpOptions['limits']
