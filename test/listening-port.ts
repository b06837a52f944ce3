// The port of a program that was started, from its log.

import type { ChildProcess } from 'node:child_process'

/**
 * Waits until the program says on stderr that it listens. What it says there
 * later is read as well, so that it is never held up.
 *
 * @throws {Error} with how it ended and what it said, where it ends before
 */
export function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((found, failed) => {
    let log = ''
    const read = (chunk: Buffer): void => {
      log += chunk.toString()
      const port = /"port":(\d+)[,}]/.exec(log)?.[1]
      if (port === undefined) return
      child.stderr!.off('data', read).resume()
      found(Number(port))
    }
    child.stderr!.on('data', read)
    child.once('close', (code, signal) => failed(new Error(`ended with ${code ?? signal}: ${log}`)))
  })
}
