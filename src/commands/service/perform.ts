// Takes the steps of an installation, or tells what they would be.

import { type Step, takeSteps } from '../../service/install.ts'
import type { CommandIo } from '../command.ts'

/**
 * @param assertPossible called before the first step is taken
 * @throws {ServiceError} where a step fails
 */
export async function perform(
  steps: readonly Step[],
  dryRun: boolean,
  assertPossible: () => Promise<void>,
  io: CommandIo,
): Promise<void> {
  const tell = (text: string) => io.stdout.write(`${text}\n`)
  if (steps.length === 0) tell('Nothing to do.')
  else if (dryRun) for (const { intent } of steps) tell(`would: ${intent}`)
  else {
    await assertPossible()
    await takeSteps(steps, tell)
  }
}
