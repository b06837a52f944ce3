// The agents' processes as somebody sees them who was told certain lines; from two such views, the lines that lead from one to the other.

import type { ProbeLine } from './line.ts'

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq' | 'at_us'> : never

/** A line before it is sent. */
export type Draft = Unnumbered<ProbeLine>
type Of<Type> = Extract<Draft, { readonly type: Type }>

interface Seen {
  /** How it began. */
  readonly born: Of<'agent'> | Of<'fork'>
  exec: Of<'exec'> | undefined
  blocked: boolean
}

/** Takes lines in the order in which they are told. */
export class ProcessView {
  readonly #seen = new Map<number, Seen>()

  get pids(): readonly number[] {
    return [...this.#seen.keys()]
  }

  get agents(): number {
    return [...this.#seen.values()].filter(({ born }) => born.type === 'agent').length
  }

  has(pid: number): boolean {
    return this.#seen.has(pid)
  }

  isAgent(pid: number): boolean {
    return this.agent(pid) !== undefined
  }

  agent(pid: number): Of<'agent'> | undefined {
    const born = this.#seen.get(pid)?.born
    return born?.type === 'agent' ? born : undefined
  }

  /** The agent of whose tree it is; 0 for one that is not known. */
  rootOf(pid: number): number {
    return this.#seen.get(pid)?.born.root ?? 0
  }

  apply(draft: Draft): void {
    if (draft.type === 'agent' || draft.type === 'fork') {
      const before = this.#seen.get(draft.pid)
      this.#seen.set(draft.pid, { born: draft, exec: before?.exec, blocked: false })
    } else if (draft.type === 'exit') {
      this.#end(draft.pid)
    } else if (draft.type === 'exec' || draft.type === 'blocked' || draft.type === 'unblocked') {
      const seen = this.#seen.get(draft.pid)
      if (seen && draft.type === 'exec') seen.exec = draft
      else if (seen) seen.blocked = draft.type === 'blocked'
    }
  }

  /** The lines after which one who saw `this` sees what `other` does. */
  linesTo(other: ProcessView): readonly Draft[] {
    const gone = [...this.#seen.values()].filter(
      ({ born }) => !isSame(born, other.#seen.get(born.pid)?.born),
    )
    return [
      // An agent last: with it, all that is left of its tree goes.
      ...gone
        .toSorted(byAgent)
        .map(({ born: { pid, root } }): Draft => ({ type: 'exit', pid, root })),
      ...[...other.#seen.values()].flatMap((seen) => this.#linesToward(seen)),
    ]
  }

  #linesToward({ born, exec, blocked }: Seen): readonly Draft[] {
    const mine = this.#seen.get(born.pid)
    const known = mine && isSame(mine.born, born) ? mine : undefined
    const { pid, root } = born
    return [
      ...(known ? [] : [born]),
      ...(exec && exec.name !== known?.exec?.name ? [exec] : []),
      ...(blocked === (known?.blocked ?? false)
        ? []
        : [{ type: blocked ? 'blocked' : 'unblocked', pid, root } as const]),
    ]
  }

  /** With an agent, its tree is forgotten: what it leaves behind is followed no longer. */
  #end(pid: number): void {
    const seen = this.#seen.get(pid)
    this.#seen.delete(pid)
    if (seen?.born.type !== 'agent') return
    for (const [member, { born }] of this.#seen) if (born.root === pid) this.#seen.delete(member)
  }
}

const byAgent = (a: Seen, b: Seen): number =>
  Number(a.born.type === 'agent') - Number(b.born.type === 'agent')

/** The same process, and told of in the same way. */
function isSame(a: Seen['born'], b: Seen['born'] | undefined): boolean {
  return a === b || (a.type === b?.type && a.root === b.root && startOf(a) === startOf(b))
}

const startOf = (born: Seen['born']): number | undefined =>
  born.type === 'agent' ? born.start_time : undefined
