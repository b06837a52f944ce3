// Turns cumulative metric points into the amounts by which they grew.

import type { MetricPoint } from '../otlp/records.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'

const MAX_SERIES = 4_096

export interface Deltas {
  /** The growth since this series' last point; a series that starts over counts from zero. */
  of(point: MetricPoint): number
}

/** Remembers the last value of the latest series. */
export function createDeltas(): Deltas {
  const last = new Map<string, number>()
  return {
    of(point) {
      if (point.temporality === 'delta') return point.value
      const key = seriesKey(point)
      const before = last.get(key) ?? 0
      last.delete(key)
      last.set(key, point.value)
      forgetOldest(last, MAX_SERIES)
      return point.value >= before ? point.value - before : point.value
    },
  }
}

function seriesKey({ resource, name, startMs, attributes }: MetricPoint): string {
  const labels = Object.entries(attributes).map(([label, value]) => `${label}=${String(value)}`)
  return [resource.serviceName, name, startMs, ...labels.toSorted()].join('\0')
}
