// Processes that tests have started, and their end.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Ends a process, which may have ended already, and waits until it is over. */
export async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
