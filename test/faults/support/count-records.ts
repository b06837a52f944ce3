// Counts the records of a request that the reference decoder has read, or of its JSON.

import type { Signal } from '../../../src/otlp/records.ts'

const lists: Readonly<Record<Signal, readonly string[]>> = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
}

/** Of metrics it counts the points of sums and gauges. */
export function countRecords(signal: Signal, request: object): number {
  let level: unknown[] = [request]
  for (const name of lists[signal]) level = level.flatMap((item) => listIn(item, name))
  if (signal !== 'metrics') return level.length
  return level.flatMap(pointsOf).length
}

const listIn = (item: unknown, name: string): unknown[] => {
  const list = own(item, name)
  return Array.isArray(list) ? (list as unknown[]) : []
}

const pointsOf = (metric: unknown): unknown[] =>
  listIn(own(metric, 'sum') ?? own(metric, 'gauge'), 'dataPoints')

const own = (item: unknown, name: string): unknown =>
  typeof item === 'object' && item !== null && Object.hasOwn(item, name)
    ? (item as Record<string, unknown>)[name]
    : undefined
