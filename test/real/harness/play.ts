// Plays one scenario against the real daemon, and holds its lines to the truth.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Knowledge } from '../types.ts'
import { openDaemon } from './daemon.ts'
import { until } from './deadline.ts'
import { judge, type Verdict } from './judge.ts'
import { openFolder, perform, type Job } from './stage.ts'
import type { Tmux } from './tmux.ts'
import { toTranscript } from './transcript.ts'

export interface Played {
  readonly verdict: Verdict
  readonly transcript: readonly string[]
}

/** How long a line may take before the next step. */
const settleLimitMs = 12_000
/** How long a wrong line has to show up after the last right one. */
const lingerMs = 1_000

function knowledgeOf({ client, scenario, variant }: Job): Knowledge {
  const special = scenario.knowledge ?? {}
  return {
    ...client.knows(variant),
    ...special[client.id],
    ...special[`${client.id}/${variant.id}`],
  }
}

/** @throws {Error} where the scenario could not be played, which says nothing of the daemon */
export async function play(job: Job, tmux: Tmux): Promise<Played> {
  await using folder = openFolder(job.client.id)
  const home = folder.path
  await using daemon = await openDaemon({ home, sessionFiles: job.variant.sessionFiles })
  if (job.scenario.startsWithout === 'daemon') await daemon.stop()
  const knowledge = knowledgeOf(job)
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
  return {
    verdict: judge(conversations, daemon.lines, knowledge),
    transcript: toTranscript(conversations, daemon.lines),
  }
}
