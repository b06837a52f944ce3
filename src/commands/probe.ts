// `probe`: watches the agents' processes in the kernel for the daemon of one user, and is a service of the system.

import { CliError, type Command, EX_USAGE } from './command.ts'
import { installProbe, uninstallProbe } from './probe/install.ts'
import { probeOptions } from './probe/options.ts'
import { runRelay } from './probe/run-relay.ts'
import { tellProbeStatus } from './probe/tell-status.ts'

/** Ends with 69 where the machine lacks something, and with 78 where another start would not help. */
export const probeCommand = {
  name: 'probe',
  summary: "Watch the agents' processes in the kernel, as root, for one user's daemon",
  options: probeOptions,
  positionals: ['action'],
  async run(given, io) {
    if (given.dryRun && given.action === undefined) {
      throw new CliError('--dry-run goes with install and uninstall', EX_USAGE)
    }
    if (given.status) return tellProbeStatus(given, io)
    if (given.action === 'uninstall') return uninstallProbe(given, io)
    const user = given.user ?? io.env['SUDO_USER']
    if (user === undefined) throw new CliError('say whose agents: --user NAME', EX_USAGE)
    return given.action === 'install'
      ? installProbe({ ...given, user }, io)
      : runRelay({ ...given, user }, io)
  },
} satisfies Command<typeof probeOptions>
