// A small file per window that says what the agents in it do, for window managers that show badges.

import type { SinkContext } from './context.ts'
import { BadgeKeeper, type KeeperOptions } from './badge/keeper.ts'
import { readRecord } from './badge/record.ts'
import type { ChangeSink } from './sink.ts'

export interface BadgeContext
  extends
    Pick<SinkContext, 'clock' | 'log' | 'paths'>,
    Pick<KeeperOptions, 'watch' | 'toPid' | 'silenceMs'> {}

/** Takes over what an earlier run left. */
export async function openBadge(context: BadgeContext): Promise<ChangeSink> {
  const { badgeDir: directory, badgeRecord: recordPath } = context.paths
  const record = await readRecord(recordPath)
  const keeper = new BadgeKeeper({ ...context, directory, recordPath, record })
  return {
    id: 'badge',
    change: (changes) => keeper.change(changes),
    stats: () => ({ ...keeper.stats(), readers: null }),
    [Symbol.asyncDispose]: () => keeper.close(),
  }
}
