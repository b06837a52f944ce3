// Where this program keeps its sockets, pipe, settings and state, after the XDG base directory specification.

import { lstatSync, mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { homeDirectory } from './user.ts'

const APP = 'otel-ai-monitor'

/** Absolute paths; none of them is created by looking them up. */
export interface AppPaths {
  /** Holds the pipe: `$XDG_RUNTIME_DIR`, or a directory of our own where that is not set. */
  readonly runtimeDir: string
  /** True where `XDG_RUNTIME_DIR` was missing, so that the directory is ours to create. */
  readonly runtimeDirIsOwn: boolean
  readonly pipe: string
  readonly controlSocket: string
  /** Where the probe's relay connects. */
  readonly probeSocket: string
  /** Where programs that show badges look for them. */
  readonly badgeDir: string
  /** What is known of the badges written. */
  readonly badgeRecord: string
  readonly configDir: string
  readonly stateDir: string
  readonly cacheDir: string
}

type Env = Readonly<Record<string, string | undefined>>

/** The specification says to ignore a variable whose path is not absolute. */
function xdg(env: Env, name: string): string | undefined {
  const value = env[name]
  return value !== undefined && isAbsolute(value) ? value : undefined
}

/**
 * Pure: the same environment gives daemon and client the same paths. That is
 * why the stand-in is in /tmp and not in TMPDIR, which a nix-shell changes.
 * @param uid the user's numeric id, part of the stand-in's name
 */
export function toAppPaths(env: Env, uid: number, home: string): AppPaths {
  const given = xdg(env, 'XDG_RUNTIME_DIR')
  const runtimeDir = given ?? `/tmp/${APP}-${uid}`
  const inHome = (name: string, fallback: string) =>
    join(xdg(env, name) ?? join(home, fallback), APP)
  return {
    runtimeDir,
    runtimeDirIsOwn: given === undefined,
    pipe: join(runtimeDir, `${APP}.pipe`),
    controlSocket: join(runtimeDir, APP, 'control.sock'),
    probeSocket: join(runtimeDir, APP, 'probe.sock'),
    badgeDir: join(runtimeDir, 'i3pm-badges'),
    badgeRecord: join(runtimeDir, APP, 'badges.json'),
    configDir: inHome('XDG_CONFIG_HOME', '.config'),
    stateDir: inHome('XDG_STATE_HOME', '.local/state'),
    cacheDir: inHome('XDG_CACHE_HOME', '.cache'),
  }
}

/** The paths of the user this process runs as. */
export function appPaths(env: Env = process.env): AppPaths {
  return toAppPaths(env, currentUid(), homeDirectory(env))
}

/** The effective user id of this process; 0 where the platform has none. */
export function currentUid(): number {
  return process.geteuid?.() ?? 0
}

/**
 * Creates `dir` with mode 0700, or accepts one that nobody else could have
 * prepared: in /tmp another user may have been there first.
 * @throws {Error} when it is a symlink, not a directory, another user's, or open to others
 */
export function ensurePrivateDir(dir: string, uid: number = currentUid()): void {
  try {
    mkdirSync(dir, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toDirError(dir, error)
  }
  const problem = privateDirProblem(dir, uid)
  if (problem !== undefined) throw new Error(`${dir} cannot be trusted: ${problem}`)
}

/**
 * The same for what one of our own paths is in, as far as that is ours: of
 * `$XDG_RUNTIME_DIR` only a directory in it.
 * @throws {Error} as `ensurePrivateDir` does
 */
export function ensureOwnDir(
  dir: string,
  { runtimeDir, runtimeDirIsOwn }: Pick<AppPaths, 'runtimeDir' | 'runtimeDirIsOwn'>,
): void {
  if (runtimeDirIsOwn) ensurePrivateDir(runtimeDir)
  if (dir !== runtimeDir) ensurePrivateDir(dir)
}

/** Whether nobody but this user can have put anything into `dir`, though others may look at it. */
export function isOwnDir(dir: string, uid: number = currentUid()): boolean {
  const stat = lstatSync(dir, { throwIfNoEntry: false })
  return stat?.isDirectory() === true && stat.uid === uid && (stat.mode & 0o022) === 0
}

function privateDirProblem(dir: string, uid: number): string | undefined {
  const stat = lstatSync(dir)
  if (stat.isSymbolicLink()) return 'it is a symbolic link'
  if (!stat.isDirectory()) return 'it is not a directory'
  if (stat.uid !== uid) return `it belongs to user ${stat.uid}`
  if ((stat.mode & 0o077) !== 0) return 'other users may enter it; run chmod 700 on it'
  return undefined
}

function toDirError(dir: string, cause: unknown): Error {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
  const hint = code === 'ENOENT' ? ' (does XDG_RUNTIME_DIR name a directory that exists?)' : ''
  return new Error(`cannot create ${dir}: ${code}${hint}`, { cause })
}
