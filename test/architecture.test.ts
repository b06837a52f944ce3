// The rules of the architecture: who may import whom, what the pure core must not touch, and how files are named.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { circleIn, filesIn, type Import, importsOf } from './imports.ts'

interface Layer {
  /** Layers it may import, besides itself. */
  readonly may: readonly string[]
  /** Layers it may import types from. */
  readonly types?: readonly string[]
  readonly packages?: readonly string[]
  /** Whether it may use Node's own modules. */
  readonly node?: true
}

const domainUp = ['domain', 'agents', 'otlp', 'interpret', 'host', 'probe', 'runtime']
const ioLayers = [
  'sinks',
  'sources',
  'config',
  'capture',
  'version',
  'lines',
  'feed',
  'tracker',
  'identity',
  'health',
  'totals-file',
]
const everything = [...domainUp, ...ioLayers]

/** Folders of src/, and its files by their names. */
const layers: Readonly<Record<string, Layer>> = {
  domain: { may: [] },
  agents: { may: [], types: ['domain', 'otlp'] },
  otlp: { may: [], packages: ['protobufjs/minimal.js'] },
  interpret: { may: ['agents', 'domain'], types: ['otlp'] },
  runtime: { may: [], types: ['config'], packages: ['pino', 'pino-pretty'], node: true },
  host: { may: ['runtime'], node: true },
  probe: { may: ['host', 'runtime', 'version'], packages: ['zod'], node: true },
  capture: {
    may: ['agents', 'otlp', 'interpret', 'version'],
    packages: ['protobufjs', 'zod'],
    node: true,
  },
  sinks: {
    may: ['domain', 'otlp', 'host', 'runtime'],
    packages: ['dbus-native', 'node-notifier', 'zod'],
    node: true,
  },
  sources: {
    may: ['domain', 'otlp', 'host', 'probe', 'runtime'],
    packages: ['fastify', 'zod'],
    node: true,
  },
  config: { may: ['sinks', 'sources'], packages: ['zod'], node: true },
  version: { may: [], packages: ['zod'], node: true },
  lines: { may: ['domain'] },
  tracker: { may: ['domain', 'interpret', 'agents', 'runtime'], types: ['otlp', 'config'] },
  health: { may: [], types: ['domain', 'feed', 'sinks', 'tracker'] },
  identity: { may: ['agents', 'domain', 'host', 'runtime'], types: ['probe'], node: true },
  'totals-file': { may: ['domain', 'runtime'], packages: ['zod'], node: true },
  feed: { may: ['domain', 'lines', 'runtime'], types: ['sinks'] },
  daemon: { may: everything, node: true },
  setup: { may: ['runtime'], packages: ['jsonc-parser', 'toml-eslint-parser', 'zod'], node: true },
  service: { may: [], node: true },
  commands: {
    may: [...everything, 'daemon', 'cli', 'setup', 'service'],
    packages: ['zod'],
    node: true,
  },
  cli: { may: [...everything, 'daemon', 'commands'], packages: ['zod'], node: true },
  main: { may: ['cli', 'runtime'], node: true },
}

/** Code without comments and without what strings say. */
function toCode(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
}

const root = join(import.meta.dirname, '..')
const sources = ['src', 'test', 'scripts']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith(join('test', 'captures')) &&
      // The real agents' own.
      !path.includes('node_modules'),
  )
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const program = sources.filter(({ path }) => path.startsWith('src/'))

/** `src/otlp/decode.ts` → `otlp`, `src/main.ts` → `main`. */
const layerOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.ts$/, '')

/** `src/sinks/pipe/fifo.ts` → `pipe`, as `src/sinks/pipe.ts`. */
const moduleOf = (path: string): string => (path.split('/')[2] ?? '').replace(/\.ts$/, '')

function problemOf(path: string, { target, isType }: Import): string | undefined {
  const layer = layers[layerOf(path)]
  if (layer === undefined) return undefined
  if (target.startsWith('node:')) return layer.node === true ? undefined : 'may not use node:'
  if (!target.startsWith('.')) {
    // Outside the pure layers types are free: they cost nothing at run time.
    const isFree = isType && layer.node === true
    return isFree || layer.packages?.includes(target) === true ? undefined : 'may not use packages'
  }
  const file = normalize(join(dirname(path), target))
  const other = layerOf(file)
  if (other === layerOf(path)) return siblingProblemOf(path, file)
  const isAllowed = layer.may.includes(other) || (isType && layer.types?.includes(other) === true)
  return isAllowed ? undefined : `may not import ${isType ? 'types of ' : ''}${other}`
}

/** Inputs never know each other, nor do outputs: only the shapes they share, and the index. */
function siblingProblemOf(path: string, file: string): string | undefined {
  if (!['sinks', 'sources'].includes(layerOf(path))) return undefined
  const shared = ['sink', 'source', 'context']
  const isFine = [moduleOf(path), ...shared].includes(moduleOf(file)) || moduleOf(path) === 'index'
  return isFine ? undefined : `may not import ${moduleOf(file)}`
}

describe('imports', () => {
  test('are between known layers', () => {
    const unknown = program.filter(({ path }) => layers[layerOf(path)] === undefined)
    expect(unknown.map(({ path }) => path)).toEqual([])
  })

  test('follow the table', () => {
    const problems = program.flatMap(({ path, text }) =>
      importsOf(text).flatMap((found) => {
        const problem = problemOf(path, found)
        return problem === undefined ? [] : [`${path} ${problem}: ${found.target}`]
      }),
    )
    expect(problems).toEqual([])
  })

  test('run in no circle of files, types included', () => {
    const files = new Map(program.map(({ path, text }) => [path, filesIn(path, text)]))
    expect(circleIn(files)).toBeUndefined()
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ])
    expect(circleIn(ring)).toEqual(['b', 'd', 'b'])
  })

  test('are found in every form', () => {
    const forms = [
      "import { a } from './a.ts'",
      "import type { b } from './b.ts'",
      "import {\n  type c,\n  type d,\n} from './c.ts'",
      "export { e } from './e.ts'",
      "export * from './f.ts'",
      "import './g.ts'",
      "const h = await import('./h.ts')",
    ]
    const found = importsOf(forms.join('\n'))
    expect(found.map(({ target }) => target.slice(2, 3)).join('')).toBe('abcefgh')
    expect(found.filter(({ isType }) => isType).map(({ target }) => target)).toEqual([
      './b.ts',
      './c.ts',
    ])
  })

  test('breaking the table is noticed', () => {
    const of = (path: string, target: string, isType = false) => problemOf(path, { target, isType })
    expect(of('src/domain/session.ts', 'node:fs')).toBe('may not use node:')
    expect(of('src/domain/session.ts', 'zod', true)).toBe('may not use packages')
    expect(of('src/agents/codex.ts', '../domain/event.ts')).toBe('may not import domain')
    expect(of('src/agents/codex.ts', '../domain/event.ts', true)).toBeUndefined()
    expect(of('src/sinks/stdout.ts', '../config/settings.ts', true)).toContain('types of config')
    expect(of('src/sinks/stdout.ts', './named-pipe.ts')).toBe('may not import named-pipe')
    expect(of('src/daemon.ts', './commands/run.ts')).toBe('may not import commands')
  })
})

describe('code', () => {
  const IMPURE =
    /(?<![.\w])(?:Date|process(?=\.(?:argv|cwd|env|exit|hrtime|nextTick|on|uptime)\b)|performance|console|globalThis|set(?:Timeout|Interval|Immediate)|queueMicrotask)\b(?!\s*[?:])|Math\.random/g

  test('of the domain knows no clock, no timer and no process', () => {
    const problems = program
      .filter(({ path }) => ['domain', 'agents', 'interpret'].includes(layerOf(path)))
      .flatMap(({ path, text }) => (toCode(text).match(IMPURE) ?? []).map((word) => [path, word]))
    expect(problems).toEqual([])
    expect('const now = Date.now()'.match(IMPURE)).toEqual(['Date'])
  })

  test('touches argv, signals and the exit code in main.ts only', () => {
    const touching = program.filter(({ text }) => /process\.(?:argv|exit|on\()/.test(toCode(text)))
    expect(touching.map(({ path }) => path)).toEqual(['src/main.ts'])
  })

  test('has no default exports', () => {
    const having = program.filter(({ text }) =>
      /^export default|\bas default\b/m.test(toCode(text)),
    )
    expect(having.map(({ path }) => path)).toEqual([])
  })
})

describe('files', () => {
  test('have at most 250 lines', () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > 250)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  test('have kebab-case names', () => {
    const odd = sources.filter(
      ({ path }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*\.ts$/.test(basename(path)),
    )
    expect(odd.map(({ path }) => path)).toEqual([])
  })

  test('of the program open with their purpose', () => {
    const mute = program.filter(({ text }) => !/^(?:#!.*\n)?\/\/ \S/.test(text))
    expect(mute.map(({ path }) => path)).toEqual([])
  })
})
