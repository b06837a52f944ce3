// The path of a request, and the signal that it stands for.

import { signalOf } from '../../otlp/http.ts'
import type { Signal } from '../../otlp/records.ts'

/** @param url a request's target @returns its path without query, doubled and trailing slashes */
export function toPath(url: string): string {
  const path = url.replace(/\?.*$/s, '').replace(/\/{2,}/g, '/')
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

/** @param url a request's target @returns undefined where its path stands for no signal */
export function signalOfPath(url: string): Signal | undefined {
  return signalOf(toPath(url))
}
