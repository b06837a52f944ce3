// Plays one scenario against the real daemon, and holds its lines to the truth.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Knowledge, Variant } from '../types.ts'
import { variants } from '../variants.ts'
import { openDaemon } from './daemon.ts'
import { until } from './deadline.ts'
import { judge, type Verdict } from './judge.ts'
import type { Recording } from './recording.ts'
import { openFolder, perform, type Job } from './stage.ts'
import type { Tmux } from './tmux.ts'
import { toTranscript } from './transcript.ts'

export interface Played {
  readonly verdict: Verdict
  readonly transcript: readonly string[]
  /** What the recording may give away, in the words of `record`. */
  readonly warnings: readonly string[]
}

/** How long a line may take before the next step. */
const settleLimitMs = 12_000
/** How long a wrong line has to show up after the last right one. */
const lingerMs = 1_000

function knowledgeOf({ client, scenario }: Job, variant: Variant): Knowledge {
  const special = scenario.knowledge ?? {}
  return {
    ...client.knows(variant),
    ...special[client.id],
    ...special[`${client.id}/${variant.id}`],
  }
}

/** All that a recording has of it. */
const telemetryOf = (variant: Variant): Variant => {
  if (!variant.sessionFiles && !variant.hooks) return variant
  return variant.traces ? variants.spans : variants.logs
}

const linesAbout = (file: string, log: string): readonly string[] =>
  log.split('\n').filter((line) => line.startsWith(file))

/** @throws {Error} where the scenario could not be played, which says nothing of the daemon */
export async function play(job: Job, tmux: Tmux, recording?: Recording): Promise<Played> {
  await using folder = openFolder(job.client.id)
  const home = folder.path
  const { sessionFiles } = job.variant
  const { settings } = job.scenario
  const capture = recording?.capture
  await using daemon = await openDaemon({ home, sessionFiles, settings, capture })
  if (job.scenario.startsWithout === 'daemon') await daemon.stop()
  const knowledge = knowledgeOf(job, job.variant)
  const conversations = await perform(job, {
    tmux,
    home,
    receiver: daemon,
    async settle(soFar) {
      const isTold = () => judge(soFar, daemon.lines, knowledge).isComplete || undefined
      await until('all lines', isTold, { limitMs: settleLimitMs, everyMs: 250 }).catch(
        () => undefined,
      )
    },
  })
  await sleep(lingerMs)
  if (recording) {
    await daemon.stop()
    recording.label(conversations, knowledgeOf(job, telemetryOf(job.variant)))
  }
  return {
    verdict: judge(conversations, daemon.lines, knowledge),
    transcript: toTranscript(conversations, daemon.lines),
    warnings: recording ? linesAbout(recording.capture, daemon.log()) : [],
  }
}
