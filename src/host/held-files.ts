// Which processes of this user hold certain files open: by the paths behind their descriptors.

import { type CommandLine, commandLineOf } from './command-line.ts'
import type { Proc, ProcessId } from './proc.ts'

export interface HeldFile {
  readonly process: ProcessId
  readonly path: string
}

/** Tells a program by what a process runs. */
export type IsProgram = (running: CommandLine) => boolean

/**
 * Takes some 10 µs a process: for when something hints that there may be a new one.
 * @param isProgram lets through whoever may hold such a file: to ask all would take long
 * @param file matches the paths that are looked for
 */
export const findHeldFiles = (
  proc: Proc,
  isProgram: IsProgram,
  file: RegExp,
): readonly HeldFile[] =>
  proc.pids().flatMap((pid) => (isOwnProgram(proc, pid, isProgram) ? filesOf(proc, pid, file) : []))

/** Whether this user runs such a program by that number. */
export const isOwnProgram = (proc: Proc, pid: number, isProgram: IsProgram): boolean =>
  proc.owner(pid) === process.getuid?.() && isProgram(commandLineOf(proc, pid))

function filesOf(proc: Proc, pid: number, file: RegExp): readonly HeldFile[] {
  const process = proc.identify(pid)
  if (!process) return []
  const descriptors = proc.descriptors(pid) ?? []
  const paths = descriptors.flatMap((descriptor) => proc.openFile(pid, descriptor) ?? [])
  const held = new Set(paths.filter((path) => file.test(path)))
  return [...held].map((path) => ({ process, path }))
}
