// Reads one JSON object from a stream whose writer may not close it.

import type { Readable } from 'node:stream'

/** A hook holds a tool's result, such as a whole file, which is far smaller. */
const MAX_CHARS = 16 * 1024 * 1024

/** @returns all that came until the object was whole, the stream ended or the signal came */
export function readJson(stream: Readable, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const finish = () => resolve(text)
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      text += chunk
      if (text.length > MAX_CHARS || isWhole(chunk, text)) finish()
    })
    for (const event of ['end', 'error', 'close']) stream.once(event, finish)
    signal.addEventListener('abort', finish, { once: true })
  })
}

function isWhole(lastChunk: string, text: string): boolean {
  if (!lastChunk.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
