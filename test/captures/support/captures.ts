// The recorded captures, and what the program makes of them.

import { toTimeline } from '../../../src/capture/timeline.ts'
import { replay } from '../../../src/commands/replay.ts'
import { settingsSchema, type Settings } from '../../../src/config/settings.ts'
import type { WireUpdate } from '../../../src/domain/views/wire.ts'
import { createSelection } from '../../../src/interpret/selection.ts'
import type { Labels, Prediction } from './labels.ts'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseCapture, type CaptureLine } from '../../../src/capture/capture.ts'

const directory = join(import.meta.dirname, '..')

/** Every capture as `<agent>/<scenario>`. */
export const captureNames: readonly string[] = globSync('*/*/capture.ndjson.gz', { cwd: directory })
  .map((path) => path.split('/').slice(0, 2).join('/'))
  .toSorted()

/** Those that hold everything as it was sent. */
export const isWhole = (name: string): boolean => readLabels(name).cleaned !== true

export const capturePath = (name: string): string => join(directory, name, 'capture.ndjson.gz')

export function readCapture(name: string): CaptureLine[] {
  return parseCapture(gunzipSync(readFileSync(capturePath(name))).toString('utf8'))
}

export function readLabels(name: string): Labels {
  return JSON.parse(readFileSync(join(directory, name, 'labels.json'), 'utf8')) as Labels
}

/** The lines of a replay that goes on for `tailMs` after the last request. */
export function replayCapture(
  name: string,
  settings: Partial<Settings> = {},
  tailMs = 60_000,
): string[] {
  const timeline = toTimeline(readCapture(name), createSelection())
  return replay(timeline, settingsSchema.parse(settings), tailMs)
}

export type Update = WireUpdate & { readonly t_ms: number }

export function updatesIn(lines: readonly string[]): Update[] {
  return lines
    .filter((line) => line.startsWith('{"type":"session_update"'))
    .map((line) => JSON.parse(line) as Update)
}

export function predictionsIn(lines: readonly string[]): Prediction[] {
  return updatesIn(lines).map(({ t_ms, session_id, state, outcome }) => ({
    t_ms,
    session_id,
    outcome,
    state: state === 'expired' ? 'gone' : state,
  }))
}
