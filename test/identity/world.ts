// A machine with agents on it: process files as the kernel writes them, and a clock that can be moved.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SessionChange, SessionView } from '../../src/domain/change.ts'
import type { AgentEvent, Happening } from '../../src/domain/event.ts'
import { defaultTuning } from '../../src/domain/tuning.ts'
import { createProc } from '../../src/host/proc.ts'
import { openProcessWatch } from '../../src/host/process-watch.ts'
import { createEvidence } from '../../src/identity/evidence.ts'
import { createTeller } from '../../src/identity/teller.ts'
import type { ProbeLine } from '../../src/probe/line.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createTracker } from '../../src/tracker.ts'
import { type FakeProcess, pts, writeProc, writeProcess } from '../host/fake-proc.ts'

type Bare<Line> = Line extends unknown ? Omit<Line, 'seq' | 'at_us'> : never

/** Clock ticks since boot at that time of day. */
function ticksAt(ms: number): number {
  const uptimeSeconds = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'))
  return Math.round((uptimeSeconds + (ms - Date.now()) / 1000) * 100)
}

export function createWorld({ standsIn = true } = {}) {
  const startMs = Date.now()
  const clock = createVirtualClock(startMs)
  const directory = writeProc({})
  const proc = createProc(directory)
  const changes: SessionChange[] = []
  const tracker = createTracker({
    tuning: defaultTuning,
    clock,
    onChanges(some) {
      changes.push(...some)
      evidence.follow(some)
    },
  })
  const watch = openProcessWatch({
    clock,
    proc,
    waiter: { wait: () => undefined },
    ptsDirectory: '/nonexistent',
    isWitnessed: (process) => evidence.isWitnessed(process),
  })
  const give = (events: readonly AgentEvent[]) => tracker.takeEvents(events)
  const sessions = () => tracker.list()
  const evidence = createEvidence({
    clock,
    proc,
    watch,
    findWindow: async () => undefined,
    give,
    sessions,
    standsIn,
  })
  const tell = createTeller(clock)
  onTestFinished(() => {
    evidence[Symbol.dispose]()
    watch[Symbol.dispose]()
    tracker[Symbol.dispose]()
  })
  let heard = 0
  const describe = ({ atMs, session, kind }: SessionChange): string =>
    [
      `${Math.floor((atMs - startMs) / 1000)}`,
      session.agent,
      session.state,
      kind === 'state' ? session.reason : kind,
    ].join(' ')
  const self = {
    evidence,
    clock,
    /** Starts a process, at pts/5 and in no project unless told otherwise. @param agoMs how long ago */
    run(pid: number, given: FakeProcess = {}, agoMs = 0) {
      const startTime = ticksAt(clock.now() - agoMs)
      writeProcess(directory, pid, { ttyNumber: pts(5), cwd: '/', startTime, ...given })
    },
    kill: (pid: number) => rmSync(join(directory, `${pid}`), { recursive: true }),
    /** It runs on, but cannot be read, as where no descriptors are left. */
    hide(pid: number) {
      rmSync(join(directory, `${pid}`, 'stat'))
      mkdirSync(join(directory, `${pid}`, 'stat'))
    },
    /** The probe says this. */
    say(...lines: readonly Bare<ProbeLine>[]) {
      const told = lines.map((line) => ({ seq: 0, at_us: 0, ...line }))
      evidence.take(told.map((line) => ({ line, timeMs: clock.now() })))
    },
    /** An agent starts, and the probe says so. */
    agent(pid: number, name = 'claude', given: FakeProcess = {}, agoMs = 0) {
      self.run(pid, { arguments: [`/usr/bin/${name}`], ...given }, agoMs)
      const parent = given.parentPid ?? 1
      self.say({ type: 'agent', pid, root: pid, parent, name })
    },
    /** An agent starts a program. */
    child(pid: number, parent: number, name: string, given: FakeProcess = {}) {
      self.run(pid, { parentPid: parent, ...given })
      self.say({ type: 'fork', pid, parent, root: parent })
      self.say({ type: 'exec', pid, root: parent, name })
    },
    exit(pid: number, ending: { code?: number; signal?: number } = { code: 0 }) {
      self.kill(pid)
      self.say({ type: 'exit', pid, root: pid, ...ending })
    },
    /** An agent's telemetry says this of its session. */
    hear(agent: string, sessionId: string, happening: Happening, about?: SessionView['about']) {
      give([{ ...tell({ agent, sessionId }, happening), about }])
    },
    /** …which comes from that process. */
    link(agent: string, sessionId: string, pid: number) {
      give([tell({ agent, sessionId }, { kind: 'process_found' })])
      evidence.link(proc.identify(pid)!, { agent, sessionId })
    },
    /** Lets seconds pass, and promises keep up with them. */
    async pass(seconds: number) {
      await nextTurn()
      for (let left = seconds * 10; left > 0; left--) {
        clock.advanceTo(clock.now() + 100)
        await nextTurn()
      }
    },
    /** Changes since the last call: `<s> <agent> <state> <reason>`. */
    told() {
      const some = changes.slice(heard)
      heard = changes.length
      return some.filter(({ kind }) => kind !== 'usage').map(describe)
    },
    views: sessions,
  }
  evidence.setWatching(true)
  return self
}

const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done))
