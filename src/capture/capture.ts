// The capture format, and how it is read: one JSON object per received request, in order of arrival.

import { z } from 'zod'

/** Other fields are ignored: captures of other tools may hold more. */
const captureLineSchema = z.object({
  /** Arrival, ms since the start of the capture. */
  t_ms: z.number().nonnegative(),
  /** Arrival, Unix ms; older captures lack it. */
  unix_ms: z.number().positive().optional(),
  method: z.string().default('POST'),
  path: z.string(),
  content_type: z.string(),
  content_encoding: z.string().nullish(),
  remote_port: z.number().nullish(),
  /** What the receiver answered, where it was not 200. */
  status: z.number().nullish(),
  body_base64: z.base64(),
})

export type CaptureLine = z.output<typeof captureLineSchema>

/**
 * Reads the lines of a capture.
 *
 * @throws {Error} naming the line that is not one
 */
export function parseCapture(text: string): CaptureLine[] {
  const lines: CaptureLine[] = []
  let number = 0
  for (const line of text.split('\n')) {
    number++
    if (line.trim() === '') continue
    lines.push(parseLine(line, number))
  }
  return lines
}

function parseLine(line: string, number: number): CaptureLine {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new Error(`line ${number} is not JSON`)
  }
  const parsed = captureLineSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`line ${number}: ${issue?.path.join('.')}: ${issue?.message}`)
}
