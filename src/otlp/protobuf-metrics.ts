// Reads the points of sums and gauges from protobuf, and counts all others.

import { createBag } from './attribute-bag.ts'
import { eachField, type Exporter } from './protobuf-envelope.ts'
import { readAttribute } from './protobuf-values.ts'
import type { MetricPoint } from './records.ts'
import type { Tally } from './tally.ts'
import { LENGTH_DELIMITED, type WireReader } from './wire-reader.ts'

const NAME = 0x0a
const GAUGE = 5
const SUM = 7
/** Gauge, sum, histogram, exponential histogram and summary; each lists its points in field 1. */
const KINDS = new Set([GAUGE, SUM, 9, 10, 11])
const TEMPORALITY_DELTA = 1

type Series = Pick<MetricPoint, 'resource' | 'name' | 'temporality'>

/** Reads the Metric that ends at `end`; its points are admitted one by one. */
export function readMetric(
  reader: WireReader,
  end: number,
  exporter: Exporter,
  tally: Tally,
): void {
  const start = reader.pos
  const name = readWantedName(reader, end, exporter)
  reader.pos = start
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    const kind = tag >>> 3
    if ((tag & 7) !== LENGTH_DELIMITED || !KINDS.has(kind)) {
      reader.skip(tag)
      continue
    }
    const dataEnd = reader.enter()
    if (name === undefined || (kind !== GAUGE && kind !== SUM)) {
      eachField(reader, dataEnd, 1, () => tally.admit())
    } else {
      const temporality = kind === SUM ? readTemporality(reader, dataEnd) : 'cumulative'
      readPoints(
        reader,
        dataEnd,
        exporter,
        { resource: exporter.resource, name, temporality },
        tally,
      )
    }
    reader.end = end
  }
}

function readWantedName(
  reader: WireReader,
  end: number,
  { wanted: { metrics } }: Exporter,
): string | undefined {
  let start = end
  let nameEnd = end
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === NAME) {
      nameEnd = reader.enter()
      start = reader.pos
      break
    }
    reader.skip(tag)
  }
  return metrics.names[metrics.find(reader.bytes, start, nameEnd)]
}

/** Written after the points, needed before them; leaves the reader where it was. */
function readTemporality(reader: WireReader, end: number): MetricPoint['temporality'] {
  const start = reader.pos
  let temporality = 0
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 0x10) temporality = reader.int64()
    else reader.skip(tag)
  }
  reader.pos = start
  return temporality === TEMPORALITY_DELTA ? 'delta' : 'cumulative'
}

function readPoints(
  reader: WireReader,
  end: number,
  exporter: Exporter,
  series: Series,
  tally: Tally,
): void {
  eachField(reader, end, 1, (pointEnd) => {
    if (!tally.admit()) return
    tally.attempt(() => readPoint(reader, pointEnd, exporter, series, tally.limits.maxValueLength))
  })
}

/** @returns undefined where the point has no value */
function readPoint(
  reader: WireReader,
  end: number,
  { wanted }: Exporter,
  series: Series,
  maxLength: number,
): MetricPoint | undefined {
  const attributes = createBag()
  let value: number | undefined
  let startMs = 0
  let timeMs = 0
  reader.end = end
  while (reader.pos < end) {
    const tag = reader.uint32()
    switch (tag) {
      case 0x11:
        startMs = reader.nanosAsMs()
        break
      case 0x19:
        timeMs = reader.nanosAsMs()
        break
      case 0x21:
        value = reader.double()
        break
      case 0x31:
        value = reader.sfixed64()
        break
      case 0x3a:
        readAttribute(reader, reader.enter(), wanted, maxLength, attributes)
        break
      default:
        reader.skip(tag)
    }
    reader.end = end
  }
  if (value === undefined) return undefined
  return { signal: 'metrics', ...series, value, startMs, timeMs, attributes }
}
