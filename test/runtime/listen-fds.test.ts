// Which sockets count as handed over.

import { expect, test } from 'vitest'
import { inheritedListenFds } from '../../src/runtime/listen-fds.ts'

test.each([
  [{}, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '1' }, [3]],
  [{ LISTEN_PID: '7', LISTEN_FDS: '2' }, [3, 4]],
  // Inherited from a parent that was meant.
  [{ LISTEN_PID: '8', LISTEN_FDS: '1' }, []],
  [{ LISTEN_FDS: '1' }, []],
  [{ LISTEN_PID: '7' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '0' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: 'x' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '-1' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: '1.5' }, []],
  [{ LISTEN_PID: '7', LISTEN_FDS: 'Infinity' }, []],
])('%j', (env, expected) => {
  expect(inheritedListenFds(env, 7)).toEqual(expected)
})
