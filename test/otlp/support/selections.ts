// Selections and limits for tests of the codec.

import type { DecodeLimits, Selection, ServiceSelection } from '../../../src/otlp/records.ts'

export const limits: DecodeLimits = { maxRecords: 1_000_000, maxValueLength: 1_000_000 }

/** The same selection for every service. */
export function select(parts: Partial<ServiceSelection>): Selection {
  const service: ServiceSelection = {
    attributes: new Set(),
    spans: 'all',
    metrics: new Set(),
    bodies: true,
    ...parts,
  }
  return { forService: () => service }
}
