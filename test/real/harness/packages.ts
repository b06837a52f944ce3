// Installs the real clients, each pinned by a lockfile of its own: one that cannot be installed hinders no other.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Client } from '../types.ts'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('../packages', import.meta.url))
const limitMs = 240_000

export interface Installed {
  readonly client: Client
  /** Its `node_modules`. */
  readonly modules: string
  readonly version: string
}

/** @throws {Error} with the last words of npm */
export async function install(client: Client): Promise<Installed> {
  const home = join(folder, client.id)
  const modules = join(home, 'node_modules')
  // What packages would run at their installation is not needed.
  if (!isCurrent(home)) await npm(home, 'ci', '--ignore-scripts')
  return { client, modules, version: versionOf(modules, client.package) }
}

/**
 * One that is not pinned, into a folder of its own below.
 * @param release a version, or a tag such as `latest`
 */
export async function installRelease(
  client: Client,
  release: string,
  parent: string,
): Promise<Installed> {
  const home = join(parent, client.id)
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  await npm(
    home,
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${client.package}@${release}`,
  )
  const modules = join(home, 'node_modules')
  return { client, modules, version: versionOf(modules, client.package) }
}

/** npm writes its own copy of the lockfile last. */
function isCurrent(home: string): boolean {
  const done = join(home, 'node_modules', '.package-lock.json')
  const wanted = join(home, 'package-lock.json')
  return existsSync(done) && statSync(done).mtimeMs > statSync(wanted).mtimeMs
}

/** Runs the npm that runs us, on the Node that runs us: some packages ask for a recent one. */
async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const own = process.env['npm_execpath']
  const [file, ...words] = own === undefined ? ['npm'] : [process.execPath, own]
  try {
    await run(file, [...words, ...args], { cwd, timeout: limitMs })
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new Error(stderr.trim().split('\n').slice(-3).join(' ') || message, { cause: error })
  }
}

function versionOf(modules: string, name: string): string {
  const text = readFileSync(join(modules, name, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
