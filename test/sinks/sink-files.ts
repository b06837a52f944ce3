// The files of the sinks, by which each contract test sees that it leaves none out.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../src/sinks')

/** What sinks share; every other file is one. */
const shared = new Set(['context.ts', 'sink.ts'])

/** Names without `.ts`, sorted. */
export const sinkFiles: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !shared.has(name))
  .map((name) => name.replace(/\.ts$/, ''))
  .toSorted()

/** Those that open a sink of this kind. */
export const sinkFilesOf = (kind: 'LineSink' | 'ChangeSink'): readonly string[] =>
  sinkFiles.filter((name) =>
    readFileSync(join(folder, `${name}.ts`), 'utf8').includes(`): Promise<${kind}> {`),
  )
