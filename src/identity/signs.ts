// From the probe's lines to what a session has to be told of its processes.

import type { AgentEvent, Happening } from '../domain/event.ts'
import { forgetOldest } from '../domain/forget-oldest.ts'
import { toLabel } from '../domain/views/label.ts'
import { toStartMs } from '../host/start-time.ts'
import type { ProbeLine } from '../probe/line.ts'
import type { IdentityContext } from './context.ts'
import { isTool, type ProbeAgent, sessionOf, sessionsOf } from './probe-agent.ts'
import type { ProbeAgents } from './probe-agents.ts'
import type { Teller } from './teller.ts'

export interface SignsOptions extends Pick<IdentityContext, 'proc' | 'watch'> {
  readonly agents: ProbeAgents
  readonly tell: Teller
}

/** Times are Unix ms by the time of day. */
export interface Signs {
  read(line: ProbeLine, timeMs: number): Iterable<AgentEvent>
  /** The process is gone, though no line tells of it. */
  end(pid: number, timeMs: number): Iterable<AgentEvent>
  /** Nobody tells when the reads of terminals return. */
  unblockAll(timeMs: number): Iterable<AgentEvent>
}

const MAX_CHILDREN = 512

/** What it gives is to be run through: a line is noted in full only by that. */
export function createSigns({ proc, watch, agents, tell }: SignsOptions): Signs {
  const { tree } = agents

  function* one(agent: ProbeAgent, happening: Happening, timeMs: number): Iterable<AgentEvent> {
    const session = sessionOf(agent)
    if (session) yield tell(session, happening, { timeMs })
  }

  function read(line: ProbeLine, timeMs: number): Iterable<AgentEvent> {
    switch (line.type) {
      case 'agent':
        return begin(line, timeMs)
      case 'fork':
        tree.fork(proc.identify(line.pid) ?? { pid: line.pid }, line.parent, line.root)
        return start(line.pid, timeMs)
      case 'exec':
        tree.rename(line.pid, toLabel(line.name))
        return start(line.pid, timeMs)
      case 'exit':
        watch.report(line.pid, { code: line.code, signal: line.signal })
        return end(line.pid, timeMs)
      case 'input':
        return press(line.pid, timeMs)
      case 'blocked':
        return block(line.pid, timeMs)
      case 'unblocked':
        return unblock(agents.of(line.pid), line.pid, timeMs)
      default:
        return []
    }
  }

  function* begin(
    line: Extract<ProbeLine, { readonly type: 'agent' }>,
    timeMs: number,
  ): Iterable<AgentEvent> {
    const { pid } = line
    const starter = agents.starterOf(pid)
    agents.begin(line)
    // What looked like a tool is a part of the agent itself.
    if (starter && agents.starterOf(pid) === undefined && starter.children.delete(pid))
      yield* one(starter, { kind: 'process_ended', pid }, timeMs)
  }

  function* start(pid: number, timeMs: number): Iterable<AgentEvent> {
    const agent = agents.starterOf(pid)
    if (!agent) return
    const { children } = agent
    const { name } = tree.get(pid)!
    // A probe that connects tells what runs already as if it began now.
    const startedMs = Math.min(children.get(pid)?.startedMs ?? startOf(pid) ?? timeMs, timeMs)
    const child = { name, startedMs }
    children.set(pid, child)
    forgetOldest(children, MAX_CHILDREN)
    if (agent.sessions.size > 0 || isTool(agent, child))
      yield* one(agent, { kind: 'process_started', pid, name }, startedMs)
  }

  function startOf(pid: number): number | undefined {
    const startTime = tree.get(pid)?.startTime
    return startTime === undefined ? undefined : toStartMs(startTime)
  }

  function* end(pid: number, timeMs: number): Iterable<AgentEvent> {
    const starter = agents.starterOf(pid)
    const agent = starter ?? agents.of(pid)
    const member = tree.exit(pid)
    if (!agent) return
    const wasChild = agent.children.delete(pid)
    if (agent.readers.delete(pid) || wasChild)
      yield* one(agent, { kind: 'process_ended', pid }, timeMs)
    if (!member?.isAgent) return
    // Nobody waits for what it leaves behind.
    for (const child of agent.children.keys())
      if (agents.starterOf(child) !== agent) yield* forget(agent, child, timeMs)
  }

  function* forget(agent: ProbeAgent, pid: number, timeMs: number): Iterable<AgentEvent> {
    agent.children.delete(pid)
    yield* one(agent, { kind: 'process_ended', pid }, timeMs)
  }

  function* press(pid: number, timeMs: number): Iterable<AgentEvent> {
    const agent = agents.of(pid)
    if (!agent || !isAtTerminal(agent, pid)) return
    for (const session of sessionsOf(agent)) yield tell(session, { kind: 'input' }, { timeMs })
  }

  function* block(pid: number, timeMs: number): Iterable<AgentEvent> {
    const agent = agents.of(pid)
    if (!agent || !isAtTerminal(agent, pid)) return
    const { name: told, isAgent: self } = tree.get(pid)!
    const name = told || toLabel(proc.stat(pid)?.command ?? '')
    agent.readers.set(pid, { name, self, timeMs })
    yield* one(agent, { kind: 'terminal_blocked', pid, name, self }, timeMs)
  }

  function* unblock(
    agent: ProbeAgent | undefined,
    pid: number,
    timeMs: number,
  ): Iterable<AgentEvent> {
    if (agent?.readers.delete(pid)) yield* one(agent, { kind: 'terminal_unblocked', pid }, timeMs)
  }

  /** Agents give commands terminals of their own, at which nobody sits. */
  function isAtTerminal({ ttyNumber }: ProbeAgent, pid: number): boolean {
    if (tree.get(pid)?.isAgent) return true
    return ttyNumber !== 0 && proc.stat(pid)?.ttyNumber === ttyNumber
  }

  return {
    read,
    end,
    *unblockAll(timeMs) {
      for (const agent of agents.all())
        for (const pid of agent.readers.keys()) yield* unblock(agent, pid, timeMs)
    },
  }
}
