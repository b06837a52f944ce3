// Where an agent keeps what is its own, such as the files of its sessions.

import { join, resolve } from 'node:path'

/** How an agent finds its own directory. */
export interface AgentDirectory {
  /** Variable that names it; without it that is `folder`, in the user's home. */
  readonly variable?: string
  /** Variable by which the agent takes another directory for the user's home. */
  readonly homeVariable?: string
  readonly folder: string
}

/** @param home the user's home directory @returns an absolute path */
export function toAgentDirectory(
  { variable, homeVariable, folder }: AgentDirectory,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const valueOf = (name: string | undefined) => (name === undefined ? '' : env[name]) || undefined
  return resolve(valueOf(variable) ?? join(valueOf(homeVariable) ?? home, folder))
}
