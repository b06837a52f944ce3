// The daemon under test: the real program, with every line it wrote and when, and what can be done to it.

import { join } from 'node:path'
import { type Line, type Program, startCommand } from '../../e2e/program.ts'
import { findFreePort } from '../../free-port.ts'
import { builtProgram } from './set-up.ts'

export interface TimedLine {
  /** Unix ms of its arrival on stdout's other end. */
  readonly atMs: number
  readonly line: Line
}

export interface Daemon extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Across restarts. */
  readonly lines: readonly TimedLine[]
  log(): string
  start(): Promise<void>
  stop(): Promise<void>
  /** SIGSTOP: connections are accepted by the kernel, and never answered. */
  hang(): void
  resume(): void
}

export interface DaemonOptions {
  /** Where the clients keep their files. */
  readonly home: string
  readonly sessionFiles: boolean
  /** By their names in the environment. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Where what arrives is recorded; nowhere where it is left out. A daemon that records cannot be started again. */
  readonly capture?: string | undefined
}

/** A daemon that stays on one port, so that clients find it again after a restart. */
export async function openDaemon(options: DaemonOptions): Promise<Daemon> {
  const { home, sessionFiles, settings, capture } = options
  const port = await findFreePort()
  const args = [
    ...(capture === undefined ? ['run'] : ['record', capture]),
    '--no-pipe',
    '--no-notifications',
    ...(sessionFiles ? [] : ['--no-session-files']),
  ]
  const lines: TimedLine[] = []
  let program: Program | undefined
  let earlierLog = ''
  // It would outlive a run that is cut off, above all while it hangs.
  const end = (): void => void program?.child.kill('SIGKILL')
  process.once('exit', end)
  const daemon: Daemon = {
    url: `http://127.0.0.1:${port}`,
    port,
    lines,
    log: () => earlierLog + (program?.log() ?? ''),
    async start() {
      const onLine = (line: Line): void => void lines.push({ atMs: Date.now(), line })
      program = await startCommand(
        args,
        // Over restarts the same one, as on anybody's machine.
        { ...settings, HOME: home, XDG_STATE_HOME: join(home, '.local', 'state') },
        { port, onLine, program: builtProgram },
      )
    },
    async stop() {
      if (!program) return
      await program.stop()
      earlierLog += program.log()
      await program[Symbol.asyncDispose]()
      program = undefined
    },
    hang: () => void program?.child.kill('SIGSTOP'),
    resume: () => void program?.child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      process.off('exit', end)
      await program?.[Symbol.asyncDispose]()
    },
  }
  await daemon.start()
  return daemon
}
