// The shape of one agent's set-up: which files it reads, and what they must say. Data alone.

import type { FormatId } from './formats/index.ts'
import type { Json, Path } from './formats/format.ts'

/** Where things are for the user who asks. */
export interface Places {
  readonly home: string
  /** `$XDG_CONFIG_HOME` or `~/.config`. */
  readonly configHome: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The name of the login shell's program: `bash`, `zsh`, `fish`, … */
  readonly shell: string
}

/** One value in a settings file. */
export interface Entry {
  readonly path: Path
  /** What it must be; undefined where it must not be there, since it would win over the rest. */
  readonly value: Json | undefined
  /** Whether this other value serves as well. */
  readonly accepts?: (current: unknown) => boolean
  /** Values that only say "off": nothing is lost by replacing them. */
  readonly off?: readonly Json[]
  /** True for what only makes things faster: another value is the user's choice and stays. */
  readonly isTuning?: true
  /** What holds where the file says nothing; another value there is in the way as well. */
  readonly inherited?: string | undefined
  /** True where the value need not be set, but must not be another one: the file is read after the one that sets it. */
  readonly isOptional?: true
  /** True where the value is one element of the array at the path, which keeps its others. */
  readonly isElement?: true
}

/** Where hooks lead. */
export interface HookTarget {
  /** A base URL without a slash at its end. */
  readonly endpoint: string
  /** The words that start this program. */
  readonly program: readonly string[]
  /** Whether the receiver refuses what comes without its token. */
  readonly needsToken: boolean
}

/** One file, and what it must say. */
export interface SettingsFile {
  readonly format: FormatId
  /**
   * The first that exists is edited, else the first is created. Absolute paths: what is written is
   * recorded by its path, which must name the same file from everywhere.
   */
  readonly candidates: readonly string[]
  /** @param endpoint a base URL without a slash at its end */
  entries(endpoint: string): readonly Entry[]
  /** What it must say besides, for those who want hooks. */
  hooks?(target: HookTarget): readonly Entry[]
}

/** Where else than in the user's files an agent's telemetry is set. */
export interface Elsewhere {
  /** Variables that stand for a setting, the strongest last. */
  readonly variables: readonly (readonly [name: string, path: Path])[]
  /** Whether variables win over files. */
  readonly variablesWin: boolean
  /** Files that win over the user's settings, the strongest last. */
  stronger(cwd: string): readonly string[]
}

/** How one agent's telemetry is switched on. */
export interface AgentSetup {
  /** As given on the command line. */
  readonly id: string
  readonly title: string
  /** @returns none of them where the settings cannot be written for this user's shell */
  files(places: Places): readonly SettingsFile[]
  /** For the doctor: `setup` changes nothing there. */
  readonly elsewhere: Elsewhere
  /** Environment variables that hold an endpoint and win over the files. */
  readonly overriddenBy?: readonly string[]
  /** Environment variables without which it does not work, for those whose shell is not known. */
  variables?(endpoint: string): Readonly<Record<string, string>>
  /** True where it posts its hooks to the endpoint itself, unless a token is needed there. */
  readonly postsHooks?: true
  /** What a person should know, each a sentence. */
  readonly notes?: readonly string[]
  /** The same of its hooks. */
  readonly hookNotes?: readonly string[]
}
