// Lines in a named pipe, for readers that know nothing but `cat`.

import { isAbsolute, resolve } from 'node:path'
import type { z } from 'zod'
import { ensureOwnDir } from '../runtime/paths.ts'
import type { SinkContext } from './context.ts'
import { checkDirectory } from './named-pipe/fifo.ts'
import { FifoServer } from './named-pipe/fifo-server.ts'
import type { namedPipeOptions } from './named-pipe/options.ts'
import type { LineSink } from './sink.ts'

type Options = z.output<typeof namedPipeOptions>

/** @throws {Error} when the path is taken by something else or its directory cannot be trusted */
export async function openNamedPipe(given: Options, context: SinkContext): Promise<LineSink> {
  const path = resolvePath(given.path, context)
  checkDirectory(path)
  const server = new FifoServer(path, context)
  await server.start()
  return {
    id: 'pipe',
    write: (lines) => server.write(lines),
    stats: () => server.stats(),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

function resolvePath(given: string | undefined, { paths }: SinkContext): string {
  if (given !== undefined) return isAbsolute(given) ? given : resolve(given)
  ensureOwnDir(paths.runtimeDir, paths)
  return paths.pipe
}
