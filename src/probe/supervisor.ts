// Keeps bpftrace running: restarts it at growing intervals, and gives up where it fails again and again.

import type { Clock, Timer } from '../runtime/clock.ts'
import type { KernelEvent } from './kernel-event.ts'
import type { Draft } from './process-view.ts'
import type { ProbeMode } from './script.ts'

export type ProbeStatus = Omit<Extract<Draft, { readonly type: 'status' }>, 'type'>

export interface SupervisorOptions {
  readonly clock: Clock
  /** The one to begin with; where probes on functions cannot be attached, those on calls are next. */
  readonly mode: ProbeMode
  /** Starts bpftrace. */
  start(
    mode: ProbeMode,
    onEvent: (event: KernelEvent) => void,
    onEnd: (reason: string) => void,
  ): AsyncDisposable
  onEvent(event: KernelEvent): void
  onStatus(status: ProbeStatus): void
}

const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 30_000
/** Failures in a row. */
const MAX_FAILURES = 6
/** It counts as well after so long. */
const WELL_AFTER_MS = 10_000

/** Ends bpftrace when disposed of. */
export function superviseTracer(options: SupervisorOptions): AsyncDisposable {
  const { clock } = options
  let mode = options.mode
  let tracer: AsyncDisposable | undefined
  let attachedAtMs: number | undefined
  let failures = 0
  let timer: Timer | undefined

  function start(): void {
    attachedAtMs = undefined
    tracer = options.start(mode, onEvent, onEnd)
  }

  function onEvent(event: KernelEvent): void {
    if (event.type === 'followed' && attachedAtMs === undefined) {
      attachedAtMs = clock.now()
      options.onStatus({ state: 'running' })
    }
    options.onEvent(event)
  }

  function onEnd(reason: string): void {
    tracer = undefined
    if (attachedAtMs === undefined && mode === 'functions') {
      mode = 'syscalls'
      start()
      return
    }
    const wasWell = attachedAtMs !== undefined && clock.now() - attachedAtMs >= WELL_AFTER_MS
    failures = wasWell ? 1 : failures + 1
    if (failures >= MAX_FAILURES) {
      const message = `bpftrace ended ${failures} times in a row (${reason}); start the probe anew when that is mended`
      options.onStatus({ state: 'failed', message })
      return
    }
    options.onStatus({ state: 'restarting', message: `bpftrace ended: ${reason}` })
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1))
    timer = clock.setTimer(clock.now() + delayMs, start)
  }

  options.onStatus({ state: 'starting' })
  start()
  return {
    async [Symbol.asyncDispose]() {
      timer?.cancel()
      await tracer?.[Symbol.asyncDispose]()
    },
  }
}
