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

const INTERPRETER = /^(?:node|bun|deno)/

/** Options of interpreters whose value is a word of its own. */
const VALUED = new Set([
  '-e',
  '--eval',
  '-p',
  '-r',
  '--require',
  '--import',
  '--loader',
  '-C',
  '--conditions',
])

/**
 * Whether a process runs such a program, by its executable, its command, or the script that an
 * interpreter runs. What else is on the command line says nothing.
 * @param executable path of the running program; '' where it is not known
 * @param argv the process's arguments
 */
export function runsProgram(
  { names, packages }: AgentProgram,
  executable: string,
  [command = '', ...rest]: readonly string[],
): boolean {
  const own = [executable, command].map(nameOf)
  if (own.some((name) => names.includes(name))) return true
  if (!own.some((name) => INTERPRETER.test(name))) return false
  const script = rest.find((word, at) => !word.startsWith('-') && !VALUED.has(rest[at - 1] ?? ''))
  if (script === undefined) return false
  return names.includes(nameOf(script)) || packages.some((name) => isOfPackage(script, name))
}

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

/** In its folder of `node_modules`, or in the Nix store by its name. */
function isOfPackage(script: string, name: string): boolean {
  const modules = '/node_modules/'
  const inner = script.slice(script.lastIndexOf(modules))
  if (inner.startsWith(`${modules}${name}/`)) return true
  const stored = /^\/nix\/store\/[^/-]+-([^/]+?)-\d[^/]*\/(?!.*\/node_modules\/)/.exec(script)?.[1]
  return stored === baseOf(name)
}
