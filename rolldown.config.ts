// How the program is bundled: with those of Node's own modules that it uses, and not those they would load as well.

import { defineConfig, type Plugin } from 'rolldown'

/** What stands for a module of Node's; each of the `http` ones saves some 10 MiB of memory and 20 ms of start. */
const substitutes: ReadonlyMap<string, string> = new Map([
  // An `import` evaluates all exports, among them a WebSocket client behind a getter.
  ['node:http', "module.exports = process.getBuiltinModule('node:http')"],
  // The same, with streams for files: 2 ms of each hook.
  ['node:fs', "module.exports = process.getBuiltinModule('node:fs')"],
  // Fastify loads these for servers that this program does not open.
  ['node:http2', 'module.exports = {}'],
  ['node:https', 'module.exports = {}'],
])

const substitute: Plugin = {
  name: 'substitute',
  resolveId: (id) => (substitutes.has(id) ? `\0${id}` : undefined),
  load: (id) => substitutes.get(id.slice(1)),
}

/** All that an agent's hook runs comes in one file, not in twenty: a tenth of its time. */
const groups = [
  // Until the paths are known, no code comes from the cache: nothing more may come with them.
  { name: 'paths', test: /src.runtime.paths/, priority: 1 },
  { name: 'hook', test: /src.cli.program|quick-hook/ },
]

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  plugins: [substitute],
  // jsonc-parser's other form asks for its parts by names that a bundler cannot follow.
  resolve: { mainFields: ['module', 'main'] },
  output: { dir: 'dist', format: 'esm', minify: true, codeSplitting: { groups } },
})
