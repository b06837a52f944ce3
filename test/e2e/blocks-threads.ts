// Loaded before the program: at SIGUSR2, reads that never end take all of libuv's threads, as those from a dead server do.

import { execFileSync } from 'node:child_process'
import { open } from 'node:fs'
import { join } from 'node:path'

const THREADS = 4

process.on('SIGUSR2', () => {
  const path = join(process.env['XDG_RUNTIME_DIR']!, 'never-written')
  execFileSync('mkfifo', [path])
  for (let thread = 0; thread < THREADS; thread++) open(path, 'r', () => undefined)
})
