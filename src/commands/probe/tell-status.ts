// How the probe is, as the daemon has heard it.

import { askDaemon, toSocketPath } from '../client/control-client.ts'
import type { CommandIo } from '../command.ts'
import { toPlainText } from '../client/display-text.ts'
import { parseProbeHealth } from '../client/probe-words.ts'
import type { ProbeOptions } from './options.ts'
import { attempt, becomeUser, toRuntimeFile } from './run-relay.ts'

/** As `systemctl status` for what does not run. */
const EXIT_NOT_RUNNING = 3

/** @throws {CliError} 69 where no daemon answers */
export async function tellProbeStatus(given: ProbeOptions, io: CommandIo): Promise<number> {
  const probe = parseProbeHealth(await askDaemon(toPath(given, io), 'GET', '/health'))
  if (probe === undefined || probe.state === 'absent') {
    const why = probe?.message === undefined ? '' : `: ${toPlainText(probe.message)}`
    io.stdout.write(
      `The probe is not connected to the daemon${why}. Is it running? systemctl status otel-ai-monitor-probe\n`,
    )
    return EXIT_NOT_RUNNING
  }
  const rows: readonly (readonly [string, string | number | null | undefined])[] = [
    ['state', probe.state],
    ['says', probe.message],
    ['agents', probe.agents],
    ['lost', probe.lost],
    ['version', probe.version],
  ]
  const lines = rows.flatMap(([name, value]) =>
    value == null ? [] : [`  ${name.padEnd(8)} ${toPlainText(String(value))}\n`],
  )
  io.stdout.write(['The probe is connected.\n', ...lines].join(''))
  return probe.state === 'failed' ? EXIT_NOT_RUNNING : 0
}

/** Another user's daemon is asked as that user: root may not be able to enter the directory, and gets no answer. */
function toPath({ socket, user }: ProbeOptions, io: CommandIo): string {
  if (socket !== undefined || user === undefined) return toSocketPath(socket, io)
  return toRuntimeFile(attempt(() => becomeUser(user)).uid, 'control.sock')
}
