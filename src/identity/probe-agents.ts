// The agents that the probe follows, and the tree of their processes.

import { toLabel } from '../domain/views/label.ts'
import { ancestorsOf } from '../host/ancestors.ts'
import type { ProcessEnding } from '../host/process-watch.ts'
import { toStartMs } from '../host/start-time.ts'
import type { ProbeLine } from '../probe/line.ts'
import { timeOfDayMs } from '../runtime/clock.ts'
import type { IdentityContext } from './context.ts'
import { agentsOf, servesManySessions } from './known-process.ts'
import type { ProbeAgent } from './probe-agent.ts'
import { createProcessTree, type ProcessTree } from './process-tree.ts'

export interface ProbeAgentsOptions extends Pick<IdentityContext, 'clock' | 'proc' | 'watch'> {
  /** A known agent that tells nothing for so long is silent. */
  readonly graceMs: number
  readonly onBegin: (agent: ProbeAgent) => void
  readonly onEnd: (agent: ProbeAgent, ending: ProcessEnding | undefined) => void
}

export interface ProbeAgents extends Disposable {
  readonly tree: ProcessTree
  all(): readonly ProbeAgent[]
  /** The agent whose process it is, or in whose tree. */
  of(pid: number): ProbeAgent | undefined
  /** The agent that started it, and waits for it. */
  starterOf(pid: number): ProbeAgent | undefined
  /** The same for a process that the probe may not have told of. */
  find(pid: number): ProbeAgent | undefined
  begin(line: Extract<ProbeLine, { readonly type: 'agent' }>): void
}

/** Its disposal ends the watches over their processes. */
export function createProbeAgents(options: ProbeAgentsOptions): ProbeAgents {
  const { clock, proc, watch } = options
  const tree = createProcessTree()
  const agents = new Map<number, ProbeAgent>()
  const byRoot = (root: number | undefined) => (root === undefined ? undefined : agents.get(root))

  function end(agent: ProbeAgent, ending: ProcessEnding | undefined): void {
    const { pid } = agent.process
    if (agents.get(pid) !== agent) return
    agents.delete(pid)
    agent.exit[Symbol.dispose]()
    tree.exit(pid)
    options.onEnd(agent, ending)
  }

  function create(pid: number, name: string, startTime: number): ProbeAgent {
    const process = { pid, startTime }
    const nowMs = clock.now()
    const known = agentsOf(proc, pid).values().next().value
    const agent: ProbeAgent = {
      process,
      name,
      agent: known,
      isShared: servesManySessions(proc, pid),
      ttyNumber: proc.stat(pid)?.ttyNumber ?? 0,
      cwd: proc.workingDirectory(pid),
      startedMs: toStartMs(startTime) ?? timeOfDayMs(clock),
      dueMs: known === undefined ? nowMs : nowMs + options.graceMs,
      exit: watch.watchExit(process, (ending) => end(agent, ending)),
      sessions: new Map(),
      standIn: undefined,
      children: new Map(),
      readers: new Map(),
    }
    return agent
  }

  return {
    tree,
    all: () => [...agents.values()],
    of: (pid) => byRoot(tree.rootOf(pid)),
    starterOf: (pid) => byRoot(tree.agentOfChild(pid)),
    find(pid) {
      for (const at of ancestorsOf(proc, pid)) {
        const agent = byRoot(tree.rootOf(at))
        if (agent) return agent
      }
      return undefined
    },
    begin({ pid, parent, name: told, start_time: startTime }) {
      const process = proc.identify(pid)
      if (!process || (startTime ?? process.startTime) !== process.startTime) return
      const known = agents.get(pid)
      if (known && known.process.startTime !== process.startTime) end(known, undefined)
      const name = toLabel(told)
      const { root } = tree.addAgent({ ...process, parent, name }, servesManySessions(proc, pid))
      if (root !== pid || agents.has(pid)) return
      const agent = create(pid, name, process.startTime)
      agents.set(pid, agent)
      options.onBegin(agent)
    },
    [Symbol.dispose]() {
      for (const { exit } of agents.values()) exit[Symbol.dispose]()
    },
  }
}
