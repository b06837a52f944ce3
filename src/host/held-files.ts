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
 * @param program found in the path of the program, or in what it was called by
 * @param file of what paths
 */
export function findHeldFiles(proc: Proc, program: RegExp, file: RegExp): readonly HeldFile[] {
  const uid = process.getuid?.()
  return proc.pids().flatMap((pid) => {
    if (proc.owner(pid) !== uid) return []
    const names = [
      proc.executable(pid) ?? '',
      ...(proc.arguments(pid) ?? []).slice(0, NAMING_WORDS),
    ]
    return names.some((name) => program.test(name)) ? filesOf(proc, pid, file) : []
  })
}

function filesOf(proc: Proc, pid: number, file: RegExp): readonly HeldFile[] {
  const process = proc.identify(pid)
  if (!process) return []
  const paths = (proc.descriptors(pid) ?? []).map((descriptor) => proc.openFile(pid, descriptor))
  const held = new Set(paths.filter((path) => path !== undefined && file.test(path)))
  return [...held].map((path) => ({ process, path: path! }))
}
