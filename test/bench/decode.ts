// The decoder against the plainer ones: Claude-like batches, and everything a Codex turn exports.

import { createSelection } from '../../src/interpret/selection.ts'
import { decode } from '../../src/otlp/decode.ts'
import type { Signal } from '../../src/otlp/records.ts'
import { type RealBody, realBodies } from '../otlp/support/bodies.ts'
import { decodeByReflection } from '../otlp/support/reference.ts'
import { createBatch, recordsPerBatch } from './claude-batches.ts'
import { decodeGenerated, decodeLogsByReader } from './decode-variants.ts'
import { row, type Row } from './process.ts'

const rounds = 7
const roundMs = 60

type Decoder = (signal: Signal, body: Buffer) => unknown

const selection = createSelection()
const limits = { maxRecords: 100_000, maxValueLength: 4096 }

const byHand: Decoder = (signal, body) => decode(signal, 'protobuf', body, selection, limits)
const byReflection: Decoder = (signal, body) => decodeByReflection(signal, body, selection)
const byReader: Decoder = (_, body) => decodeLogsByReader(body, selection)

/** Microseconds of processor time that a decoder needs for all bodies once; the best of several rounds. */
function cost(decoder: Decoder, bodies: readonly Pick<RealBody, 'signal' | 'body'>[]): number {
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage()
    const until = performance.now() + roundMs
    let turns = 0
    for (; performance.now() < until; turns++) {
      for (const { signal, body } of bodies) decoder(signal, body)
    }
    const { user, system } = process.cpuUsage(start)
    return (user + system) / turns
  })
  return Math.min(...times)
}

const mibPerSecond = (bytes: number, micros: number) => bytes / 1024 / 1024 / (micros / 1e6)

/** @returns what decoding costs, and how many times more the plainer ways do */
export async function benchDecode(): Promise<Row[]> {
  const claude = Array.from({ length: 100 }, (_, session) => ({
    signal: 'logs' as const,
    body: Buffer.from(createBatch(session).at(Date.now())),
  }))
  const isBinaryCodex = ({ from, encoding }: RealBody) =>
    from.startsWith('codex/') && encoding === 'protobuf'
  const codex = realBodies().filter(isBinaryCodex)
  const codexBytes = codex.reduce((sum, { body }) => sum + body.length, 0)

  const batch = cost(byHand, claude)
  const turn = cost(byHand, codex)
  return [
    row('Claude-like log record', (batch * 1000) / (claude.length * recordsPerBatch), 'ns'),
    row('  with the reader of protobufjs', cost(byReader, claude) / batch, '×'),
    row('  with the code protobufjs generates', cost(decodeGenerated, claude) / batch, '×'),
    row('  by reflection, mapped', cost(byReflection, claude) / batch, '×'),
    row('Codex logs, spans and metrics', mibPerSecond(codexBytes, turn), 'MiB/s'),
    row('  with the code protobufjs generates', cost(decodeGenerated, codex) / turn, '×'),
    row('  by reflection, mapped', cost(byReflection, codex) / turn, '×'),
  ]
}
