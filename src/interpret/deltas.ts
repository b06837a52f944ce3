// Turns cumulative metric points into the amounts by which they grew.

import type { MetricPoint } from '../otlp/records.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'

const MAX_SERIES = 4_096

export interface Deltas {
  of(point: MetricPoint): Growth
}

export interface Growth {
  /** Its value is the growth since this series' last point; a series that starts over counts from zero. */
  readonly point: MetricPoint
  /** Unix ms. When the series began, where no point of it was seen before; undefined otherwise. */
  readonly sinceMs?: number
}

/** Remembers the last value of the latest series. */
export function createDeltas(): Deltas {
  const last = new Map<string, number>()
  return {
    of(point) {
      const { value, temporality, startMs } = point
      if (temporality === 'delta') return { point }
      const key = seriesKey(point)
      const before = last.get(key)
      last.delete(key)
      last.set(key, value)
      forgetOldest(last, MAX_SERIES)
      if (before === undefined) return { point, sinceMs: startMs }
      return { point: { ...point, value: value >= before ? value - before : value } }
    },
  }
}

function seriesKey({ resource, name, startMs, attributes }: MetricPoint): string {
  const labels = Object.entries(attributes).map(([label, value]) => `${label}=${String(value)}`)
  return [resource.serviceName, name, startMs, ...labels.toSorted()].join('\0')
}
