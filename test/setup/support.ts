// A home directory of its own, and the program run in it.

import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { runCommandLine } from '../../src/cli/program.ts'
import { mainSource } from '../main-source.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

class Kept extends Writable {
  text = ''

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

export class Home implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'setup-'))
  readonly env: Record<string, string>

  constructor(env: Record<string, string> = {}) {
    this.env = { HOME: this.dir, SHELL: '/bin/bash', ...env }
  }

  path(name: string): string {
    return join(this.dir, name)
  }

  write(name: string, text: string | Uint8Array, mode?: number): string {
    mkdirSync(dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), text, mode === undefined ? {} : { mode })
    return this.path(name)
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  has(name: string): boolean {
    return existsSync(this.path(name))
  }

  /** The names beside a file that begin as its own does. */
  beside(name: string): readonly string[] {
    const own = basename(name)
    return readdirSync(dirname(this.path(name))).filter((other) => other.includes(own))
  }

  /** In this process. */
  async setup(...args: readonly string[]): Promise<Ran> {
    const [stdout, stderr] = [new Kept(), new Kept()]
    const code = await runCommandLine(['setup', ...args], {
      stdout,
      stderr,
      stdin: new PassThrough(),
      env: this.env,
      isTTY: { stdin: false, stdout: false, stderr: false },
      signal: new AbortController().signal,
      now: Date.now,
    })
    return { code, stdout: stdout.text, stderr: stderr.text }
  }

  /** The real program, as its own process. */
  spawn(...args: readonly string[]): Promise<Ran> {
    const { promise, resolve } = Promise.withResolvers<Ran>()
    const child = execFile(
      process.execPath,
      [mainSource, 'setup', ...args],
      { env: this.env },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
    return promise
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** One agent's file, in the states that people have it in. */
export interface AgentCase {
  readonly id: string
  readonly file: string
  /** With comments, an odd indentation, and nothing of ours. */
  readonly existing: string
  /** What an editor would add later, and where. */
  readonly edit: (text: string) => string
  readonly conflicting: string
  /** A part of the conflicting value, and of what takes its place. */
  readonly theirs: string
  readonly malformed: string
  readonly position: string
  /** What every result holds. */
  readonly ours: readonly string[]
}

const jsonCase = (id: string, file: string, block: string, ours: readonly string[]) => ({
  id,
  file,
  existing: `{\n   // mine\n   "theme": "dark", /* so */\n   "list": [1,   2],\n   "last": {"a":1} // end\n}\n`,
  edit: (text: string) => text.replace('"dark"', '"light"'),
  conflicting: `{\n  "other": 1,\n  ${block}\n}\n`,
  theirs: 'https://collector.example',
  malformed: '{\n  "a": 1\n  "b": 2\n}\n',
  position: 'line 3, column 3',
  ours,
})

const shellCase = (id: string) => ({
  id,
  file: '.bashrc',
  existing: '# mine\nalias ll="ls -l"   # list\nexport PATH="$HOME/bin:$PATH"\n',
  edit: (text: string) => `alias first=1\n${text}alias last=1\n`,
  conflicting: 'export OTEL_EXPORTER_OTLP_ENDPOINT="https://collector.example" # work\n',
  theirs: 'https://collector.example',
  malformed: '',
  position: '',
  ours: ['export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318'],
})

export const agentCases: readonly AgentCase[] = [
  jsonCase(
    'claude-code',
    '.claude/settings.json',
    '"env": { "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example" }',
    ['"OTEL_TRACES_EXPORTER": "otlp"', '"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"'],
  ),
  {
    id: 'codex',
    file: '.codex/config.toml',
    existing: `# mine\nmodel = "x" # which\nnotes = """\n[otel]\n# no comment\n"""\n\n[features]\n  web = true\n\n[[hooks.Stop]]\ncommand = 'a'\n`,
    edit: (text) => text.replace('"x"', '"y"').replace('[features]', '[features]\nmore = 1'),
    conflicting: `[otel]\nenvironment = "dev"\nexporter = { otlp-http = { endpoint = "https://collector.example", protocol = "json" } }\n`,
    theirs: 'https://collector.example',
    malformed: 'a = 1\nb = = 2\n',
    position: 'line 2, column 5',
    ours: [
      'endpoint = "http://127.0.0.1:4318/v1/logs"',
      'endpoint = "http://127.0.0.1:4318/v1/traces"',
    ],
  },
  jsonCase(
    'gemini-cli',
    '.gemini/settings.json',
    '"telemetry": { "enabled": true, "otlpEndpoint": "https://collector.example" }',
    ['"otlpEndpoint": "http://127.0.0.1:4318"', '"useCollector": true'],
  ),
  jsonCase(
    'qwen-code',
    '.qwen/settings.json',
    '"telemetry": { "enabled": false, "otlpEndpoint": "https://collector.example" }',
    ['"otlpEndpoint": "http://127.0.0.1:4318"', '"enabled": true'],
  ),
  shellCase('copilot'),
  shellCase('opencode'),
]

/** With the program on the search path. */
export function installed(env: Record<string, string> = {}): Home {
  const home = new Home(env)
  home.write('bin/otel-ai-monitor', '', 0o755)
  home.env.PATH = `relative::/nowhere:${home.path('bin')}`
  return home
}
