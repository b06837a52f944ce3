// Which processes of this user hold certain files open: by the paths behind their descriptors.

import type { Proc, ProcessId } from './proc.ts'

export interface HeldFile {
  readonly process: ProcessId
  readonly path: string
}

/** The program's path, an interpreter's script, and the word in between at most. */
const NAMING_WORDS = 3

/**
 * Takes some 10 µs a process: for when something hints that there may be a new one.
 * @param program matches the path of the program, or what it was called by
 * @param file matches the paths that are looked for
 */
export const findHeldFiles = (proc: Proc, program: RegExp, file: RegExp): readonly HeldFile[] =>
  proc.pids().flatMap((pid) => (isOwnProgram(proc, pid, program) ? filesOf(proc, pid, file) : []))

/** Whether this user runs such a program by that number. */
export function isOwnProgram(proc: Proc, pid: number, program: RegExp): boolean {
  if (proc.owner(pid) !== process.getuid?.()) return false
  const words = (proc.arguments(pid) ?? []).slice(0, NAMING_WORDS)
  return [proc.executable(pid) ?? '', ...words].some((name) => program.test(name))
}

function filesOf(proc: Proc, pid: number, file: RegExp): readonly HeldFile[] {
  const process = proc.identify(pid)
  if (!process) return []
  const descriptors = proc.descriptors(pid) ?? []
  const paths = descriptors.flatMap((descriptor) => proc.openFile(pid, descriptor) ?? [])
  const held = new Set(paths.filter((path) => file.test(path)))
  return [...held].map((path) => ({ process, path }))
}
