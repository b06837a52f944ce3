// Which agent a process is, by the program that it runs: not by a directory on its way, which may be called anything.

/** What an agent's processes run. */
export interface AgentProgram {
  /** Names of its executable, or of the script that Node runs. */
  readonly names: readonly string[]
  /** Its npm packages, for a script by another name. */
  readonly packages: readonly string[]
  /** The word behind its name that makes it serve the sessions of several terminals. */
  readonly server?: string
}

/** What a process runs. What else is on its command line says nothing. */
export interface Running {
  /** Path of the program; '' where it is not known. */
  readonly executable: string
  /** What the program was called by. */
  readonly command: string
  /** What it runs where it is an interpreter. */
  readonly script?: string
}

/** Whether a process runs such a program, by its executable, its command, or an interpreter's script. */
export const runsProgram = (program: AgentProgram, running: Running): boolean =>
  namesOf(running).some((own) => program.names.includes(own)) || isOfPackages(program, running)

/**
 * Whether it runs such a program or one that is called after it, as the copy of a release
 * (`codex-0.169.0`) and what is built of the same code are. For where more than the name must tell:
 * a word behind it, where it runs, or a file that it holds open.
 */
export const mayRunProgram = (program: AgentProgram, running: Running): boolean =>
  namesOf(running).some((own) => program.names.some((name) => own.startsWith(name))) ||
  isOfPackages(program, running)

const namesOf = ({ executable, command, script = '' }: Running): readonly string[] =>
  [executable, command, script].map(nameOf)

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * A program's name without what its installer adds: `.claude-wrapped` (Nix),
 * `codex-x86_64-unknown-linux-musl`, `gemini.js`, `claude/versions/2.1.197`.
 */
function nameOf(path: string): string {
  const versioned = /([^/]+)\/versions\/\d[^/]*$/.exec(path)?.[1]
  return (versioned ?? baseOf(path))
    .replace(/^\.(.+?)(?:-wrapped_*)?$/, '$1')
    .replace(/\.(?:exe|[cm]?[jt]s)$/, '')
    .replace(/-(?:linux|darwin|x86_64|aarch64)\b.*$/, '')
}

const isOfPackages = ({ packages }: AgentProgram, { script }: Running): boolean =>
  script !== undefined && packages.some((name) => isOfPackage(script, name))

/** In its folder of `node_modules`, or in the Nix store by its name. */
function isOfPackage(script: string, name: string): boolean {
  const modules = '/node_modules/'
  const inner = script.slice(script.lastIndexOf(modules))
  if (inner.startsWith(`${modules}${name}/`)) return true
  const stored = /^\/nix\/store\/[^/-]+-([^/]+?)-\d[^/]*\/(?!.*\/node_modules\/)/.exec(script)?.[1]
  return stored === baseOf(name)
}
