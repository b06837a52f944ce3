// What an output format of `watch` is.

import type { Board } from '../client/board.ts'

/** Turns what the daemon says into output. May remember what it printed. */
export interface Format {
  /**
   * @param line as it came, ending in "\n"; `board` is what it says
   * @returns the text to print, each line of it ending in "\n"; "" for nothing
   */
  onLine(line: string, board: Board): string
  /** The daemon is gone: what to print instead of news that is no longer true. */
  onLost(nowMs: number): string
}
