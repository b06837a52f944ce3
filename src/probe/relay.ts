// The relay: what bpftrace sees goes as lines to the daemon of one user, whatever happens to either of them.

import type { Proc } from '../host/proc.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/log.ts'
import { openDaemonLink } from './daemon-link.ts'
import { createEventOrder } from './event-order.ts'
import type { ProcessEvent, KernelEvent } from './kernel-event.ts'
import { PROBE_PROTOCOL } from './line.ts'
import { Outbox } from './outbox.ts'
import type { Privileges } from './privileges.ts'
import { scanAgents } from './process-scan.ts'
import { type Mark, ProcessTable } from './process-table.ts'
import type { Draft } from './process-view.ts'
import type { Tools } from './requirements.ts'
import type { ProbeMode } from './script.ts'
import { type ProbeStatus, superviseTracer } from './supervisor.ts'
import { startTracer } from './tracer.ts'

export interface RelayOptions {
  readonly socketPath: string
  /** Names of the agents' programs. */
  readonly names: readonly string[]
  readonly waitThresholdMs: number
  readonly privileges: Privileges
  readonly tools: Tools
  readonly mode: ProbeMode
  readonly proc: Proc
  readonly clock: Clock
  readonly log: Logger
  readonly version: string
}

const HEARTBEAT_MS = 1000
/** Until bpftrace answers. */
const GREETING_MS = 20
/** Looks into /proc, one a second, after the last that found something new. */
const LOOKS = 2

/** Runs until it is disposed of. */
export function startRelay(options: RelayOptions): AsyncDisposable {
  const { names, waitThresholdMs, privileges, tools, proc, clock, log } = options
  const table = new ProcessTable(names, proc)
  const outbox = new Outbox()
  let status: ProbeStatus = { state: 'starting' }
  /** Seconds until there is no more to look for; a probe that is attached late may miss something. */
  let looks = 0
  let greeting: NodeJS.Timeout | undefined

  const order = createEventOrder<ProcessEvent>(clock, (events) =>
    send(events.flatMap((event) => table.onEvent(event))),
  )
  const link = openDaemonLink({
    socketPath: options.socketPath,
    clock,
    onConnected() {
      outbox.startAnew()
      const { version } = options
      const hello: Draft = { type: 'hello', protocol: PROBE_PROTOCOL, version }
      const first = [hello, { type: 'status', ...status } as const]
      return first.map((draft) => outbox.toLine(draft, nowUs())).join('')
    },
    next: () => outbox.take(nowUs()),
    onCut: () => outbox.loseLast(),
    onChange(connected, problem) {
      if (connected) log.info({ socket: options.socketPath }, 'connected to the daemon')
      else log.debug({ socket: options.socketPath, problem }, 'the daemon is not there')
    },
  })

  function send(drafts: readonly Draft[]): void {
    const atUs = nowUs()
    for (const draft of drafts) outbox.push(draft, atUs)
    if (drafts.length > 0) link.wake()
  }

  function onEvent(event: KernelEvent): void {
    switch (event.type) {
      case 'second':
        return looks > 0 ? reconcile() : undefined
      case 'lost':
        log.warn({ events: event.events }, 'the kernel had to drop events')
        looks = LOOKS
        return send([event])
      case 'followed':
        return table.onFollowed(event.pid)
      default:
        return order.push(event)
    }
  }

  /** What began or ended while nobody looked. */
  function reconcile(): void {
    const wanted = { names, uid: privileges.uid }
    const { drafts, settled } = table.reconcile(scanAgents(proc, wanted), mark)
    looks = settled ? looks - 1 : LOOKS
    send(drafts)
  }

  function onStatus(changed: ProbeStatus): void {
    status = changed
    if (changed.state === 'failed') log.error(changed.message)
    else if (changed.state === 'restarting') log.warn(changed.message)
    else log.info({ agents: table.view.agents }, changed.state)
    clearInterval(greeting)
    // Whoever hears that it runs may rely on it: those there already are followed by then.
    if (changed.state === 'running') {
      looks = LOOKS
      reconcile()
    } else {
      table.forgetFollowed()
    }
    send([{ type: 'status', ...changed }])
  }

  const supervisor = superviseTracer({
    clock,
    mode: options.mode,
    start(mode, onKernelEvent, onEnd) {
      clearInterval(greeting)
      greeting = setInterval(() => mark({ root: 0, pid: 0, name: 0, device: 0 }), GREETING_MS)
      return startTracer({
        ...tools,
        waitThresholdMs,
        privileges,
        clock,
        names,
        mode,
        onEvent: onKernelEvent,
        onEnd,
      })
    },
    onEvent,
    onStatus,
  })
  const heartbeat = setInterval(() => {
    if (!link.isConnected || !outbox.isEmpty) return
    send([{ type: 'heartbeat' }])
  }, HEARTBEAT_MS)

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat)
      clearInterval(greeting)
      await supervisor[Symbol.asyncDispose]()
      order[Symbol.dispose]()
      link[Symbol.dispose]()
    },
  }
}

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n)

/** Signal 0 does nothing but to be seen by the script, which takes four numbers so: see agents.bt. */
function mark({ pid, root, name, device }: Mark): void {
  for (const number of [process.pid, root, pid, name, device]) {
    try {
      process.kill(number, 0)
    } catch {
      // Whether such a process exists does not matter.
    }
  }
}
