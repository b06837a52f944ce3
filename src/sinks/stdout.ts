// Lines on standard output: NDJSON and nothing else, and a reader that stalls stalls only itself.

import { LinePump } from '../runtime/line-pump.ts'
import { openFdStream } from '../runtime/non-blocking-fd.ts'
import type { SinkContext } from './context.ts'
import type { LineSink } from './sink.ts'

const FLUSH_TIMEOUT_MS = 1000

/**
 * Works for a file, a pipe, a socket and a terminal; once its reader is gone it only counts.
 * @param options a test may write to another descriptor
 */
export async function openStdout(
  { fd = 1 }: { readonly fd?: number },
  context: SinkContext,
): Promise<LineSink> {
  let errors = 0
  const onClosed = (error: Error | undefined) => {
    if (error === undefined) return
    errors++
    context.log.warn(
      { code: (error as NodeJS.ErrnoException).code },
      'stdout has no reader any more',
    )
  }
  const pump = new LinePump(openFdStream(fd, context.clock), onClosed)
  return {
    id: 'stdout',
    write: (lines) => pump.push(lines),
    stats: () => ({ ...pump.stats(), errors, readers: null }),
    async [Symbol.asyncDispose]() {
      await pump.flush(context.clock, FLUSH_TIMEOUT_MS)
      pump.close()
    },
  }
}
