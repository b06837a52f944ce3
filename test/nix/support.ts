// Evaluates the files in nix/ with Nix itself, against a small stand-in for nixpkgs and home-manager.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { lacking } from '../desktop/support.ts'

export const root = join(import.meta.dirname, '../..')

/** Why there is nothing to test here; '' where there is. */
export const missing = lacking(['nix-instantiate'])

export interface Evaluated {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Without a store, so that nothing outside of memory is touched. */
export function instantiate(...args: readonly string[]): Evaluated {
  const env = { ...process.env, NIX_REMOTE: 'dummy://', NIX_CONFIG: 'build-users-group =' }
  const { status, stdout, stderr } = spawnSync('nix-instantiate', args, {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return { code: status, stdout, stderr }
}

type Values = Readonly<Record<string, unknown>>

/** Sections of a unit, as home-manager and NixOS take them. */
export type Unit = Readonly<Record<string, Values>>

/** As home-manager and NixOS write it. */
export function toText(unit: Unit): string {
  const toLine = (name: string, value: unknown) =>
    [value].flat().map((one) => `${name}=${String(one)}\n`)
  return Object.entries(unit)
    .map(([section, values]) => {
      const lines = Object.entries(values).flatMap(([name, value]) => toLine(name, value))
      return `[${section}]\n${lines.join('')}`
    })
    .join('\n')
}

/** `Section.Name=value`, in order; comments and what differs on purpose left out. */
export function toFacts(text: string): readonly string[] {
  let section = ''
  const facts = text.split('\n').flatMap((line) => {
    section = /^\[(.*)\]$/.exec(line)?.[1] ?? section
    return /^[A-Z]\w*=/.test(line) && !line.startsWith('ExecStart=') ? [`${section}.${line}`] : []
  })
  return facts.toSorted((a, b) => a.localeCompare(b))
}

/** @throws {Error} with what Nix says, where it says no */
export function evaluate(expression: string): unknown {
  const { code, stdout, stderr } = instantiate('--eval', '--strict', '--json', '-E', expression)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
