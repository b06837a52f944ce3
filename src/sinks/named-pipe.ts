// Lines in a named pipe, for readers that know nothing but `cat`.

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
  const path = given.path ?? ownPath(context)
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

/** Makes sure of the directory as well; one that the user chose is the user's to keep. */
function ownPath({ paths }: SinkContext): string {
  ensureOwnDir(paths.runtimeDir, paths)
  return paths.pipe
}
