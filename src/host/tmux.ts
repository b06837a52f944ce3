// Asks tmux who is looking at a pane, and shows the pane to them.

import { runProgram } from './program.ts'
import type { TmuxPane } from './surroundings.ts'

/** A terminal attached to the server. */
export interface TmuxClient {
  /** Such as `/dev/pts/5`: how tmux names it. */
  readonly tty: string
  readonly pid: number
  /** Whether the pane's session is what it shows now. */
  readonly isAttached: boolean
}

/** Where a pane is at the moment; ids as tmux writes them: `$1`, `@2`. */
export interface TmuxPlace extends TmuxPane {
  readonly sessionId: string
  readonly sessionName: string
  readonly windowId: string
  /** Who shows its session first, then the one used last; empty where all are detached. */
  readonly clients: readonly TmuxClient[]
}

export interface Tmux {
  /** @throws {TmuxError} where tmux, its server or the pane is not there */
  find(pane: TmuxPane): Promise<TmuxPlace>
  /**
   * Makes the client show the pane; a zoomed window stays zoomed.
   * @throws {TmuxError}
   */
  show(place: TmuxPlace, client: TmuxClient): Promise<void>
  /**
   * Whether the client shows the pane now.
   * @throws {TmuxError}
   */
  isVisible(place: TmuxPlace, client: TmuxClient): Promise<boolean>
}

/** The message is for the user. */
export class TmuxError extends Error {
  override readonly name = 'TmuxError'
}

export interface TmuxOptions {
  /** The program, by name or path. */
  readonly program?: string
  readonly timeoutMs?: number
}

/**
 * Blanks divide the columns, as tmux replaces tabs by underscores in some
 * locales; so only the last one may have any.
 */
const PANE_FORMAT = '#{pane_id} #{session_id} #{window_id} #{session_name}'
const CLIENT_FORMAT =
  '#{client_pid} #{client_activity} #{session_id} #{client_control_mode} #{client_tty}'
const VISIBILITY = '#{window_active} #{pane_active} #{window_zoomed_flag}'

export function createTmux(options: TmuxOptions = {}): Tmux {
  const { program = 'tmux', timeoutMs = 1000 } = options

  async function run(socket: string, args: readonly string[]): Promise<string> {
    const argv = [program, '-u', '-S', socket, ...args] as const
    const { stdout, exitCode } = await runProgram(argv, process.env, timeoutMs).catch(
      (cause: unknown) => {
        throw new TmuxError(`${program} cannot be started`, { cause })
      },
    )
    if (exitCode === 0) return stdout
    if (exitCode === null) throw new TmuxError('tmux does not answer')
    throw new TmuxError(`tmux at ${socket} refuses ${args[0]}: it has ended, or that terminal left`)
  }

  async function listPlaces({ socket, pane }: TmuxPane): Promise<readonly Place[]> {
    const rows = toRows(await run(socket, ['list-panes', '-a', '-F', PANE_FORMAT]), 4)
    return rows.flatMap(([id, sessionId = '', windowId = '', sessionName = '']) =>
      id === pane ? [{ socket, pane, sessionId, windowId, sessionName }] : [],
    )
  }

  /** The one used last first; without those that programs attach (control mode). */
  async function listClients(socket: string): Promise<readonly Client[]> {
    const rows = toRows(await run(socket, ['list-clients', '-F', CLIENT_FORMAT]), 5)
    const byActivity = rows.toSorted((a, b) => Number(b[1]) - Number(a[1]))
    return byActivity.flatMap(([pid, , sessionId = '', controlMode, tty = '']) =>
      controlMode === '1' || tty === '' ? [] : [{ pid: Number(pid), sessionId, tty }],
    )
  }

  return {
    async find(pane) {
      const [places, clients] = await Promise.all([listPlaces(pane), listClients(pane.socket)])
      const place = choosePlace(places, clients)
      if (!place) throw new TmuxError(`tmux has no pane ${pane.pane} any more`)
      const all = clients.map(({ pid, tty, sessionId }) => ({
        pid,
        tty,
        isAttached: sessionId === place.sessionId,
      }))
      const attachedFirst = all.toSorted((a, b) => Number(b.isAttached) - Number(a.isAttached))
      return { ...place, clients: attachedFirst }
    },
    async show(place, { tty }) {
      await run(place.socket, ['switch-client', '-Z', '-c', tty, '-t', toTarget(place)])
    },
    async isVisible(place, { isAttached }) {
      if (!isAttached) return false
      const question = ['display-message', '-p', '-t', toTarget(place), VISIBILITY]
      // A pane is seen beside the active one, unless that is zoomed.
      return /^1 (?:1 \d|0 0)$/.test((await run(place.socket, question)).trim())
    },
  }
}

type Place = Omit<TmuxPlace, 'clients'>

interface Client extends Pick<TmuxClient, 'pid' | 'tty'> {
  readonly sessionId: string
}

const toTarget = ({ sessionId, windowId, pane }: Place): string =>
  `${sessionId}:${windowId}.${pane}`

/** Grouped sessions share their panes: the one that is looked at counts. */
function choosePlace(places: readonly Place[], clients: readonly Client[]): Place | undefined {
  for (const client of clients) {
    const place = places.find(({ sessionId }) => sessionId === client.sessionId)
    if (place) return place
  }
  return places[0]
}

/** @returns the columns of each line; the last one takes the rest of it */
function toRows(output: string, columns: number): (readonly string[])[] {
  return output.split('\n').flatMap((line) => {
    const parts = line.split(' ')
    const row = [...parts.slice(0, columns - 1), parts.slice(columns - 1).join(' ')]
    return parts.length < columns ? [] : [row]
  })
}
