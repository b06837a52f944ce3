// The agents' processes as a tree: which agent each belongs to, and which are the agent's own children.

import { forgetOldest } from '../domain/forget-oldest.ts'
import type { SeenProcess } from '../host/proc.ts'

export interface Member {
  readonly pid: number
  /** As in a `ProcessId`; undefined where it was gone before it could be looked at. */
  readonly startTime: number | undefined
  /** Once that has ended, nobody waits for this one any more. */
  readonly parent: number
  /** Pid of the first process of the agent it belongs to. */
  root: number
  name: string
  /** Whether it is a process of the agent itself. */
  readonly isAgent: boolean
}

export interface ProcessTree {
  has(pid: number): boolean
  get(pid: number): Member | undefined
  /** The first process of the agent that it belongs to; of an agent within an agent's tree, of the inner one. */
  rootOf(pid: number): number | undefined
  /** The root whose agent started it, and waits for it. */
  agentOfChild(pid: number): number | undefined
  /**
   * A process is an agent. One that an agent of the same name started is the same
   * agent's: Node programs that need other flags start themselves again.
   *
   * @param isOwn whether it is an agent of its own in any case
   */
  addAgent(agent: Pick<Member, 'pid' | 'startTime' | 'parent' | 'name'>, isOwn: boolean): Member
  /** @param root as told, for a process whose parent is not known */
  fork(process: SeenProcess, parent: number, root: number): Member
  rename(pid: number, name: string): void
  /** @returns what it was */
  exit(pid: number): Member | undefined
  members(): Iterable<Member>
}

/** Far above what runs at a time; what is more was lost sight of. */
const MAX_MEMBERS = 16_384

/** Knows only what it is told. */
export function createProcessTree(): ProcessTree {
  const members = new Map<number, Member>()
  const rootOf = (pid: number) => members.get(pid)?.root

  function add(member: Member): Member {
    members.set(member.pid, member)
    if (members.size > MAX_MEMBERS) makeRoom()
    return member
  }

  /** Agents stay for as long as there is anything else. */
  function makeRoom(): void {
    for (const { pid, isAgent } of members.values()) if (!isAgent) return void members.delete(pid)
    forgetOldest(members, MAX_MEMBERS)
  }

  /** What an agent leaves behind is nobody's, but for agents that go on. */
  function dissolve(root: number): void {
    for (const member of members.values()) {
      if (member.root !== root) continue
      if (member.isAgent) member.root = member.pid
      else members.delete(member.pid)
    }
  }

  return {
    has: (pid) => members.has(pid),
    get: (pid) => members.get(pid),
    rootOf,
    agentOfChild(pid) {
      const member = members.get(pid)
      const parent = member && members.get(member.parent)
      if (!member || !parent?.isAgent) return undefined
      return member.isAgent && member.root === parent.root ? undefined : parent.root
    },
    addAgent({ pid, startTime, parent, name }, isOwn) {
      const above = members.get(parent)
      const isSame = !isOwn && above?.isAgent === true && above.name === name
      const root = isSame ? above.root : pid
      return add({ pid, startTime, parent, root, name, isAgent: true })
    },
    fork({ pid, startTime }, parent, root) {
      const known = members.get(pid)
      // Told again, by another relay or on another connection.
      if (known?.parent === parent && (startTime ?? known.startTime) === known.startTime)
        return known
      const above = members.get(parent)
      return add({
        pid,
        startTime,
        parent,
        root: above?.root ?? root,
        name: above?.name ?? '',
        isAgent: false,
      })
    },
    rename(pid, name) {
      const member = members.get(pid)
      if (member && !member.isAgent) member.name = name
    },
    exit(pid) {
      const member = members.get(pid)
      if (!member) return undefined
      members.delete(pid)
      if (member.isAgent && member.root === pid) dissolve(pid)
      return member
    },
    members: () => members.values(),
  }
}
