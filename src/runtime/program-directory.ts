// Where a program keeps what is its own, such as its settings and the files of its sessions.

import { join, resolve } from 'node:path'

/** How a program finds its own directory. */
export interface ProgramDirectory {
  /** Variable that names it; without it that is `folder`, in the user's home. */
  readonly variable?: string
  /** Variable by which the program takes another directory for the user's home. */
  readonly homeVariable?: string
  readonly folder: string
}

/** Whose directories are looked for. */
export interface ProgramUser {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home directory. */
  readonly home: string
}

/** @returns an absolute path: a variable may be relative to where the program is started */
export function toProgramDirectory(
  { variable, homeVariable, folder }: ProgramDirectory,
  { env, home }: ProgramUser,
): string {
  const valueOf = (name: string | undefined) => (name === undefined ? '' : env[name]) || undefined
  return resolve(valueOf(variable) ?? join(valueOf(homeVariable) ?? home, folder))
}
