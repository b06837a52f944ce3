// Every command, loaded only when it is needed, so that each starts fast.

import type { Command, ProgramIo } from './command.ts'

export interface CommandEntry {
  readonly name: string
  readonly load: () => Promise<Command>
  /**
   * Serves the most frequent call without loading settings, flags and help, which would take
   * longer than the call itself.
   * @returns the exit code; undefined for any other call, which takes the usual way
   */
  readonly quick?: (args: readonly string[], io: ProgramIo) => Promise<number | undefined>
}

/** In the order of the help text; the first is what runs when none is named. */
export const commandEntries: readonly CommandEntry[] = [
  { name: 'run', load: async () => (await import('./run.ts')).runCommand },
  { name: 'watch', load: async () => (await import('./watch.ts')).watchCommand },
  { name: 'status', load: async () => (await import('./status.ts')).statusCommand },
  { name: 'ack', load: async () => (await import('./ack.ts')).ackCommand },
  { name: 'replay', load: async () => (await import('./replay.ts')).replayCommand },
  { name: 'record', load: async () => (await import('./record.ts')).recordCommand },
  { name: 'focus', load: async () => (await import('./focus.ts')).focusCommand },
  {
    name: 'hook',
    load: async () => (await import('./hook.ts')).hookCommand,
    quick: async (args, io) => (await import('./hook/quick-hook.ts')).quickHook(args, io),
  },
  { name: 'setup', load: async () => (await import('./setup.ts')).setupCommand },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorCommand },
  { name: 'service', load: async () => (await import('./service.ts')).serviceCommand },
  { name: 'probe', load: async () => (await import('./probe.ts')).probeCommand },
  { name: 'config', load: async () => (await import('./config.ts')).configCommand },
  {
    name: 'completions',
    load: async () => (await import('./completions.ts')).toCompletionsCommand(loadCommands),
  },
]

/** All of them, for what tells of all. */
export const loadCommands = (): Promise<readonly Command[]> =>
  Promise.all(commandEntries.map(({ load }) => load()))
