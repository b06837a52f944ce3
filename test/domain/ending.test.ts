// How an agent's process ended, in words.

import { describe, expect, it } from 'vitest'
import { toEndReason } from '../../src/domain/event/ending.ts'

describe('the end of a process', () => {
  it.each([
    ['nobody saw', undefined, 'exited'],
    ['in good order', { code: 0 }, 'exited'],
    ['with a code', { code: 3 }, 'failed:3'],
    ['by a fault of its own', { signal: 11 }, 'crashed:SIGSEGV'],
    ['by an abort', { signal: 6 }, 'crashed:SIGABRT'],
    ['by somebody', { signal: 9 }, 'killed:SIGKILL'],
    ['by a closed terminal, in good order', { code: 129 }, 'killed:SIGHUP'],
    ['by a fault that a shell reports', { code: 139 }, 'crashed:SIGSEGV'],
    ['by a signal without a name', { signal: 34 }, 'killed:signal 34'],
    ['with a code that is no signal', { code: 255 }, 'failed:255'],
    ['with code 128', { code: 128 }, 'failed:128'],
    ['by no signal', { code: 1, signal: 0 }, 'failed:1'],
  ])('%s', (_, ending, expected) => {
    expect(toEndReason(ending)).toBe(expected)
  })
})
