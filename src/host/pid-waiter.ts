// Learns at once, and without polling, that a process has ended: from a `pidwait` that waits for it.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PidWaiter {
  /**
   * Calls `onEnd` once when the process ended, or cannot be waited for any
   * longer: look whether it did.
   * @returns undefined where it cannot be waited for; disposal is idempotent
   */
  wait(pid: number, onEnd: () => void): Disposable | undefined
}

export interface PidWaiterOptions {
  /** procps 4's program, by name or path. */
  readonly program?: string
  /** A pidwait is a process of 1 MB or so. */
  readonly maxCount?: number
}

/** Node cannot wait for a pidfd itself. Without the program every wait but the first few is declined. */
export function createPidWaiter(options: PidWaiterOptions = {}): PidWaiter {
  const { program = 'pidwait', maxCount = 32 } = options
  let count = 0
  let isMissing = process.platform !== 'linux'

  return {
    wait(pid, onEnd) {
      if (isMissing || count >= maxCount) return undefined
      const child = startWaiter(program, pid)
      if (!child) return undefined
      count++
      let isOver = false
      const end = () => {
        count -= isOver ? 0 : 1
        isOver = true
      }
      const tell = () => {
        if (isOver) return
        end()
        onEnd()
      }
      child.on('error', (error: NodeJS.ErrnoException) => {
        isMissing = error.code === 'ENOENT' || error.code === 'EACCES'
        // Without descriptors Node does not even tell that it is over.
        tell()
      })
      child.on('close', tell)
      return {
        [Symbol.dispose]() {
          if (!isOver) child.kill()
          end()
        },
      }
    },
  }
}

function startWaiter(program: string, pid: number) {
  let file: number | undefined
  try {
    file = openPidFile(pid)
    const stdio: ('ignore' | number)[] = ['ignore', 'ignore', 'ignore', file]
    // As nothing but that descriptor leads to the file, nothing is left behind.
    const child = spawn(program, ['-F', '/proc/self/fd/3'], { stdio })
    child.unref()
    return child
  } catch {
    // No descriptors, no memory, a full disk: the other ways of noticing an end remain.
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** pidwait takes a number from a regular file only. @returns a descriptor of a file without name */
function openPidFile(pid: number): number {
  const path = join(tmpdir(), `otel-ai-monitor-${randomUUID()}.pid`)
  writeFileSync(path, `${pid}\n`, { flag: 'wx', mode: 0o600 })
  try {
    return openSync(path, 'r')
  } finally {
    unlinkSync(path)
  }
}
