// What the parts of the real-agent tests share: the mock model, the client program, and what both tell of the truth.

import type { VariantId } from './variants.ts'

/** One thing that happened at a model API, told as it happens. */
export interface ModelEntry {
  /** Unix ms. */
  readonly atMs: number
  /**
   * `tool_requested`: a whole reply that asks for tools was sent; `text_done`: a whole
   * reply that asks for none; `error`: an error was answered; `aborted`: the client
   * closed the connection before the reply was whole.
   */
  readonly kind: 'request' | 'first_byte' | 'tool_requested' | 'text_done' | 'error' | 'aborted'
  /** The conversation itself, a sub-agent of it, or the program for itself: titles, summaries, suggestions. */
  readonly by: 'person' | 'agent' | 'program'
  /** The conversation's id, where the client tells its API. */
  readonly session?: string
  readonly detail?: string
}

/** A mock model API on loopback. */
export interface ModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** What it was asked and answered: the truth that scenarios are held to. */
  readonly log: readonly ModelEntry[]
  on(listener: (entry: ModelEntry) => void): Disposable
}

export type OpenModel = (options?: { readonly port?: number }) => Promise<ModelServer>

/** How a client's telemetry is switched on. */
export interface Variant {
  readonly id: string
  /** Whether anything is exported at all. */
  readonly telemetry: boolean
  /** Whether spans are exported beside logs and metrics. */
  readonly traces: boolean
  readonly hooks: boolean
  /** Whether the daemon follows the files in which some clients note what they do. */
  readonly sessionFiles: boolean
  readonly protocol: 'json' | 'protobuf'
  /** Export once a second instead of at the client's own interval. */
  readonly shortInterval: boolean
  /** A way to run that is not the client's usual one; played by clients that say so. */
  readonly mode?: 'alone' | 'websocket' | 'code'
}

export interface Context {
  /** An empty folder. */
  readonly home: string
  /** The folder that the client works in. */
  readonly project: string
  /** The folders of all clients that share this home. All are prepared before the first one starts. */
  readonly projects: readonly string[]
  /** Where the client's npm package is installed: its `node_modules`. */
  readonly modules: string
  readonly modelUrl: string
  /** `http://127.0.0.1:PORT` of the daemon; undefined switches telemetry off. */
  readonly otlpUrl: string | undefined
  readonly variant: Variant
  /** Command of an MCP server called `slow`, whose one tool runs without a question; undefined for none. */
  readonly mcpServer: readonly [string, string] | undefined
  /** Command of a hook of the person's, which makes the agent go on where its first turn ends; undefined for none. */
  readonly endHook: string | undefined
  /** Writes the client's settings as the program's own `setup` does: what users are told to do. */
  readonly setUp: () => Promise<void>
  /** Answers this one prompt and ends; undefined opens the client in its terminal. */
  readonly prompt: string | undefined
}

export interface Launch {
  readonly command: readonly [string, ...string[]]
  /** Words that let it go on with the last conversation of its folder, where they are known. */
  readonly resume?: readonly string[]
  /** All of the environment beyond PATH, HOME, TERM and LANG. */
  readonly env: Readonly<Record<string, string>>
}

/** What a person presses, by tmux's names of the keys. */
export type Keys = readonly string[]

export interface Confirmation {
  /** On the screen while it is awaited. */
  readonly asks: RegExp
  readonly with: Keys
  /** On the screen once it was taken, where a key that comes late is not. */
  readonly done?: RegExp
  /** Where mostly it does it without asking: quit, that is, and it ends. */
  readonly isRare?: boolean
}

/** How to use a client by hand. */
export interface Terminal {
  /** On the screen when the client takes a prompt. */
  readonly ready: RegExp
  /** On the screen while a permission is asked for. */
  readonly asks: RegExp
  readonly approve: Keys
  readonly reject: Keys
  readonly interrupt: Keys
  /** Empties the line, for clients that put an interrupted prompt back into it. */
  readonly empty?: Keys
  /** Takes the conversation back to its last prompt, step by step; where the client can. */
  readonly back?: readonly Keys[]
  /** Slash commands by what they do, where the client has them. */
  readonly commands: Readonly<
    Partial<Record<'quit' | 'clear' | 'new' | 'compact' | 'init' | 'review', string>>
  >
  /** What a command, or an interruption, asks before it does anything, and the answer. */
  readonly confirms?: Readonly<Partial<Record<string, Confirmation>>>
}

/** How an editor holds a client: over its standard input and output, without a terminal. */
export interface Editor {
  /** What is added to the client's words. */
  readonly words: readonly string[]
  readonly protocol: 'acp' | 'app-server' | 'stream-json'
}

/** How firmly something is told: `unknown` where nothing a client sends can tell it in time. */
export type Level = 'exact' | 'inferred' | 'unknown'

/** What can be known of a client's sessions; a run fails where less is told. */
export interface Knowledge {
  readonly working: Level
  readonly waiting: Level
  /** A turn that came to its end… */
  readonly ok: Level
  /** …failed… */
  readonly error: Level
  /** …was stopped by the person… */
  readonly interrupted: Level
  /** …or ended because the person refused a tool. */
  readonly denied: Level
  /** The session's end. */
  readonly gone: Level
  /** How long the telling may take, in ms: what is over sooner need not be told, and an end may still be. */
  readonly withinMs: number
  /** The same for what is told ahead of the rest: that it works, and that it waits. */
  readonly promptlyMs?: number
}

/** What is known, how firmly. */
export type Aspect = Exclude<keyof Knowledge, 'withinMs' | 'promptlyMs'>

/** A real client program, as its users install it. */
export interface Client {
  /** The agent's id, as the daemon's lines have it in `tool`. */
  readonly id: string
  readonly package: string
  readonly openModel: OpenModel
  readonly terminal: Terminal
  /** Where editors can hold it. */
  readonly editor?: Editor
  knows(variant: Variant): Knowledge
  /** Whether a variant is one for this client; all in the usual mode with telemetry are where it is left out. */
  readonly plays?: (variant: Variant, isRepresentative: boolean) => boolean
  /** Variants that it plays in the place of others. */
  readonly instead?: Readonly<Partial<Record<VariantId, VariantId>>>
  /** Scenarios, or `SCENARIO/VARIANT`, that tell nothing its others do not: the time is bounded. */
  readonly spared?: readonly string[]
  /** What it plays of the short run; all of it where it is left out. */
  readonly short?: readonly string[]
  /** Fills an empty HOME and gives command line and environment: everything on loopback. */
  prepare(context: Context): Promise<Launch>
}
