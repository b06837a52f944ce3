// Asks the daemon how it is: at its port as agents see it, and at its control socket as commands do.

import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { parseJson } from '../../runtime/json.ts'
import { type BoardSession, parseBoard } from '../client/board.ts'
import { probeHealth } from '../client/probe-words.ts'

const ANSWER_TIMEOUT_MS = 3000

const signal = z.object({ requests: z.number(), bad: z.number() }).partial()

const count = z.number().catch(0)

// Lenient: the daemon may be of another version than the doctor.
const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  pid: z.number().optional().catch(undefined),
  uptime_seconds: z.number().catch(0),
  receiver: z.object({ logs: signal, traces: signal, metrics: signal }).partial(),
  probe: probeHealth,
  files: z
    .object({
      session_files: z.object({ sessions: count, bad: count }),
      journals: z.object({ sessions: count }),
    })
    .optional()
    .catch(undefined),
})

export type Health = Readonly<z.output<typeof health>>

/** The receiver's part is told at the port only. */
const controlHealth = health.omit({ status: true, receiver: true })

export type ControlHealth = Readonly<z.output<typeof controlHealth>>

/** Who answers at the port. */
export type PortAnswer =
  | { readonly kind: 'daemon'; readonly health: Health }
  | { readonly kind: 'nobody' }
  /** It wants another token, or serves another user. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'stranger' }

export interface ControlAnswer {
  readonly health: ControlHealth | undefined
  readonly sessions: readonly BoardSession[]
}

/** Never rejects. @param token that senders must show, if any */
export async function askPort(
  { host, port }: { readonly host: string; readonly port: number },
  token: string | undefined,
): Promise<PortAnswer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  try {
    const { status, body } = await get({ host, port, path: '/health', headers })
    const found = health.safeParse(parseJson(body)).data
    if (found !== undefined) return { kind: 'daemon', health: found }
    return status === 401 || status === 403 ? { kind: 'refused', status } : { kind: 'stranger' }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return { kind: code === 'ECONNREFUSED' ? 'nobody' : 'stranger' }
  }
}

/** @returns undefined where nobody answers */
export async function askControlSocket(socketPath: string): Promise<ControlAnswer | undefined> {
  try {
    const told = await get({ socketPath, path: '/health' })
    const snapshot = await get({ socketPath, path: '/snapshot' })
    return {
      health: controlHealth.safeParse(parseJson(told.body)).data,
      sessions: parseBoard(snapshot.body)?.sessions ?? [],
    }
  } catch {
    return undefined
  }
}

interface Target {
  readonly path: string
  readonly host?: string
  readonly port?: number
  readonly socketPath?: string
  readonly headers?: Readonly<Record<string, string>>
}

function get(target: Target): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    const client = request({ ...target, agent: false, signal: timeout }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body }),
        (error: Error) => reject(error),
      )
    })
    client.on('error', reject)
    client.end()
  })
}
