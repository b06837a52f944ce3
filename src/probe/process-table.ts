// Turns what the kernel tells, and what /proc shows now and then, into lines that agree with each other.

import { basename } from 'node:path'
import type { Proc } from '../host/proc.ts'
import type { ProcessEvent } from './kernel-event.ts'
import type { ScannedProcess } from './process-scan.ts'
import { type Draft, ProcessView } from './process-view.ts'
import { MAX_FILE_BYTES } from './script.ts'

/** What the kernel is to know of a process that it did not see begin. */
export interface Mark {
  readonly pid: number
  readonly root: number
  /** The agent's, counted from 1. */
  readonly name: number
  readonly device: number
}

/** Of a program. */
const MAX_NAME_CHARS = 128

type EventOf<Type> = Extract<ProcessEvent, { readonly type: Type }>

export class ProcessTable {
  readonly view = new ProcessView()
  readonly #names: readonly string[]
  readonly #proc: Proc
  readonly #startTimes = new Map<number, number>()
  readonly #devices = new Map<number, number>()
  /** Those that the kernel's script has said to follow. */
  readonly #followed = new Set<number>()
  /** Gone, but the kernel's word on it, with the code, may be on its way. */
  #suspects = new Set<number>()

  /** @param names of agents, as the kernel's script numbers them */
  constructor(names: readonly string[], proc: Proc) {
    this.#names = names
    this.#proc = proc
  }

  /** The kernel's script ended: what it knew is lost, and numbers may be used again before the next one. */
  forgetFollowed(): void {
    this.#followed.clear()
    for (const pid of this.view.pids) {
      const process = this.#proc.identify(pid)
      if (process && !this.#startTimes.has(pid)) this.#startTimes.set(pid, process.startTime)
    }
  }

  onEvent(event: ProcessEvent): readonly Draft[] {
    switch (event.type) {
      case 'agent':
        return this.#begin(event)
      case 'fork':
        return this.#fork(event)
      case 'exec':
        return this.#exec(event)
      case 'exit':
        return this.#exit(event)
      default:
        return this.view.isAgent(event.root) && this.view.has(event.pid) ? this.#tell(event) : []
    }
  }

  /** The kernel's script has said to follow it. */
  onFollowed(pid: number): void {
    if (this.view.has(pid)) this.#followed.add(pid)
  }

  /**
   * Compares with what /proc shows. To be called again after a while, until it has nothing to do.
   * @param mark tells the kernel
   * @returns the lines, and whether all is settled
   */
  reconcile(
    scanned: readonly ScannedProcess[],
    mark: (mark: Mark) => void,
  ): { readonly drafts: readonly Draft[]; readonly settled: boolean } {
    const drafts = this.#endGone()
    for (const seen of scanned) drafts.push(...this.#find(seen, mark))
    const unmarked = this.view.pids.filter((pid) => !this.#followed.has(pid))
    for (const pid of unmarked) this.#mark(pid, this.view.rootOf(pid), mark)
    const settled = drafts.length === 0 && unmarked.length === 0 && this.#suspects.size === 0
    return { drafts, settled }
  }

  /** One that was gone at the last look as well ended without the kernel's word. */
  #endGone(): Draft[] {
    const gone = this.view.pids.filter((pid) => !this.#isThere(pid))
    const [late, fresh] = [true, false].map((was) =>
      gone.filter((pid) => this.#suspects.has(pid) === was),
    )
    this.#suspects = new Set(fresh)
    return (late ?? []).flatMap((pid) =>
      this.view.has(pid) ? this.#tell({ type: 'exit', pid, root: this.view.rootOf(pid) }) : [],
    )
  }

  #find(seen: ScannedProcess, mark: (mark: Mark) => void): readonly Draft[] {
    const { pid, root, parent, name, startTime, device } = seen
    this.#devices.set(pid, device)
    if (this.view.has(pid)) {
      this.#startTimes.set(pid, startTime)
      return []
    }
    // First the mark, then a look whether it is still there: one that ends from now on is told by the kernel.
    this.#mark(pid, root, mark, name)
    if (this.#proc.identify(pid)?.startTime !== startTime) return []
    this.#startTimes.set(pid, startTime)
    const born: Draft =
      pid === root
        ? { type: 'agent', pid, root, parent, name, start_time: startTime }
        : { type: 'fork', pid, root, parent }
    return [...this.#tell(born), ...this.#tellProgram(pid, root, seen.program)]
  }

  #mark(pid: number, root: number, mark: (mark: Mark) => void, name?: string): void {
    if (this.#followed.has(pid)) return
    const agent = name ?? this.view.agent(root)?.name ?? ''
    const number = this.#names.indexOf(agent) + 1
    if (number > 0) mark({ pid, root, name: number, device: this.#devices.get(root) ?? 0 })
  }

  #isThere(pid: number): boolean {
    return this.#proc.existence({ pid, startTime: this.#startTimes.get(pid) }) !== 'ended'
  }

  #begin({ pid, parent, startTime, name }: EventOf<'agent'>): readonly Draft[] {
    this.#followed.add(pid)
    const known = this.view.agent(pid)
    const text = this.#names[name - 1]
    if (text === undefined || (known?.start_time === startTime && known.name === text)) return []
    this.#startTimes.set(pid, startTime)
    return this.#tell({ type: 'agent', pid, root: pid, parent, name: text, start_time: startTime })
  }

  #fork({ pid, root, parent }: EventOf<'fork'>): readonly Draft[] {
    this.#followed.add(pid)
    if (!this.view.isAgent(root) || this.view.has(pid)) return []
    return this.#tell({ type: 'fork', pid, root, parent })
  }

  #exec({ pid, root, file }: EventOf<'exec'>): readonly Draft[] {
    if (!this.view.isAgent(root)) return []
    // Without one, its fork was lost.
    const born = this.view.has(pid) ? [] : this.#tell({ type: 'fork', pid, root, parent: root })
    // A longer one came cut, and its end is what counts.
    const isCut = Buffer.byteLength(file) >= MAX_FILE_BYTES
    const path = isCut ? (this.#proc.stat(pid)?.command ?? '') : file
    return [...born, ...this.#tellProgram(pid, root, path)]
  }

  #tellProgram(pid: number, root: number, path: string): readonly Draft[] {
    return this.#tell({ type: 'exec', pid, root, name: basename(path).slice(0, MAX_NAME_CHARS) })
  }

  #exit({ pid, root, code }: EventOf<'exit'>): readonly Draft[] {
    this.#followed.delete(pid)
    if (!this.view.has(pid)) return []
    const signal = code & 0x7f
    const end = signal === 0 ? { code: (code >> 8) & 0xff } : { signal }
    return this.#tell({ type: 'exit', pid, root, ...end })
  }

  #tell(draft: Draft): readonly Draft[] {
    const isAgent = draft.type === 'exit' && this.view.isAgent(draft.pid)
    this.view.apply(draft)
    if (draft.type === 'exit') this.#forget(isAgent ? this.#followed : [draft.pid])
    return [draft]
  }

  /** With an agent, its whole tree goes. */
  #forget(pids: Iterable<number>): void {
    for (const pid of pids) {
      if (this.view.has(pid)) continue
      this.#startTimes.delete(pid)
      this.#devices.delete(pid)
      this.#followed.delete(pid)
    }
  }
}
