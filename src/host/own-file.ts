// Opens files that other programs wrote, and only such as are this user's own: no pipe is opened, no link followed.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, S_IWOTH } = constants

/**
 * @param use may throw as reading may
 * @returns `refused` where it is no plain file of this user, or not to be read
 */
export function withOwnFile<T>(
  path: string,
  use: (fd: number, stat: Stats) => T,
): T | 'absent' | 'refused' {
  let fd: number | undefined
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    const stat = fstatSync(fd)
    return isOwnFile(stat) ? use(fd, stat) : 'refused'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'refused'
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function isOwnFile(stat: Stats): boolean {
  const isOwn = process.getuid === undefined || stat.uid === process.getuid()
  return stat.isFile() && isOwn && (stat.mode & S_IWOTH) === 0
}

/** More than the first line of a journal was ever seen to have: it holds the model's instructions. */
const MAX_LINE_BYTES = 512 * 1024

/** @returns undefined where it is not to be read, too long, or not yet whole */
export function readFirstLine(path: string): string | undefined {
  const text = withOwnFile(path, (fd, { size }) => {
    const bytes = Buffer.alloc(Math.min(size, MAX_LINE_BYTES))
    const length = readSync(fd, bytes, 0, bytes.length, 0)
    const end = bytes.subarray(0, length).indexOf('\n')
    return end < 0 ? undefined : { line: bytes.toString('utf8', 0, end) }
  })
  return typeof text === 'object' ? text.line : undefined
}
