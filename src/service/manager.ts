// The systemd manager, of this user or of the system, by way of systemctl.

import { execFile } from 'node:child_process'

/** Starting waits until the service is ready. */
const TIMEOUT_MS = 60_000

/** The message is for the user. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
}

export interface Systemctl {
  (...args: readonly string[]): Promise<string>
  /** What people type to reach the same manager. */
  readonly command: string
}

/** @param scope whose manager */
export function createSystemctl(
  env: NodeJS.ProcessEnv,
  scope: 'user' | 'system' = 'user',
): Systemctl {
  const command = scope === 'user' ? 'systemctl --user' : 'systemctl'
  const systemctl = (...args: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const argv = [`--${scope}`, '--no-pager', ...args]
      const options = { env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
      const child = execFile('systemctl', argv, options, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const reason = toReason(stderr, error.code)
        reject(new ServiceError(`${command} ${args.join(' ')}: ${reason}`))
      })
      child.stdin?.end()
    })
  return Object.assign(systemctl, { command })
}

const withoutUserManager = (reason: string): string =>
  `there is no systemd user manager here (${reason}).
Start the daemon by other means, such as your desktop's autostart: otel-ai-monitor run --no-stdout
In a remote login, one is started by: loginctl enable-linger`

/**
 * @param toAdvice what to do instead, where no manager answers
 * @throws {ServiceError}
 */
export async function assertManager(
  systemctl: Systemctl,
  toAdvice: (reason: string) => string = withoutUserManager,
): Promise<void> {
  await systemctl('show', '--property=Version').catch((error: Error) => {
    throw new ServiceError(toAdvice(error.message), { cause: error })
  })
}

/** Properties of a unit, by their names; those that systemd does not know are missing. */
export async function showUnit(
  systemctl: Systemctl,
  unit: string,
  properties: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const text = await systemctl('show', `--property=${properties.join(',')}`, unit)
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]]
    }),
  )
}

/** @param code what it ended with: a number, a text where it could not be started, or null */
function toReason(stderr: string, code: string | number | null | undefined): string {
  if (code === 'ENOENT') return 'there is no systemctl'
  return stderr.trim().split('\n')[0] || (code == null ? 'no answer in time' : `exit ${code}`)
}
