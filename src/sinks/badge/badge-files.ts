// Badge files on disk: ours are written, replaced and removed; what another program put there is left alone.

import { currentUid } from '../../runtime/paths.ts'
import { readPrivateText, replaceFile } from '../../runtime/private-file.ts'
import { lstat, mkdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Badge } from '../../domain/views/badge.ts'

const MAX_BYTES = 64 * 1024

/**
 * A file is ours as long as it says what we wrote last: a badge has no key to
 * sign it with, and a program that replaces ours has taken the window over.
 */
export class BadgeFiles {
  readonly #directory: string
  readonly #written: Map<number, readonly string[]>
  /** What this very process wrote: where a file is missing, somebody removed it on purpose. */
  readonly #current = new Map<number, string>()

  constructor(directory: string, written: ReadonlyMap<number, readonly string[]>) {
    this.#directory = directory
    this.#written = new Map(written)
  }

  /** The texts by which our files are known. */
  get written(): ReadonlyMap<number, readonly string[]> {
    return this.#written
  }

  /**
   * Makes the file of a window say this, unless it does already.
   * @param beforeWrite saves `written`: the next run must know the text even where this one ends just after writing it
   * @returns whether it was written
   * @throws {Error} where it cannot be, or another program's file is there
   */
  async put(badge: Badge, beforeWrite: () => Promise<void>): Promise<boolean> {
    const id = badge.window_id
    const text = `${JSON.stringify(badge)}\n`
    const found = await this.#read(id)
    if (found === null && this.#isSame(this.#current.get(id), badge)) return false
    const isOurs = found !== null && this.#isOurs(id, found)
    if (found !== null && !isOurs) throw new Error(`${this.#pathOf(id)} is another program's`)
    if (isOurs && this.#isSame(found, badge)) return false
    await mkdir(this.#directory, { mode: 0o700 }).catch(ignoreExisting)
    await this.#checkDirectory()
    this.#written.set(id, isOurs ? [found, text] : [text])
    await beforeWrite()
    await replaceFile(this.#pathOf(id), text)
    this.#written.set(id, [text])
    this.#current.set(id, text)
    return true
  }

  /** @throws {Error} where it is ours and cannot be removed */
  async remove(id: number): Promise<void> {
    const found = await this.#read(id)
    if (found !== null && this.#isOurs(id, found)) await unlink(this.#pathOf(id))
    this.#written.delete(id)
    this.#current.delete(id)
  }

  #isOurs(id: number, text: string): boolean {
    return this.#written.get(id)?.includes(text) === true
  }

  /** The time of writing tells nothing new. */
  #isSame(text: string | undefined, badge: Badge): boolean {
    if (text === undefined) return false
    const { timestamp } = badge
    const before = JSON.parse(text) as Badge
    return JSON.stringify({ ...before, timestamp }) === JSON.stringify(badge)
  }

  /** @returns null where there is none, '' for what cannot be ours: a symlink, a directory, another user's */
  async #read(id: number): Promise<string | null> {
    try {
      await this.#checkDirectory()
      return (await readPrivateText(this.#pathOf(id), MAX_BYTES)) ?? ''
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return null
      if (code === 'ELOOP' || code === 'ENXIO') return ''
      throw error
    }
  }

  /** Made by us it is private; one that the readers made may be read by others, but not written. */
  async #checkDirectory(): Promise<void> {
    const directory = this.#directory
    const stat = await lstat(directory)
    if (!stat.isDirectory()) throw new Error(`${directory} is not a directory`)
    if (stat.uid !== currentUid()) throw new Error(`${directory} belongs to user ${stat.uid}`)
    if ((stat.mode & 0o022) !== 0) throw new Error(`other users may write to ${directory}`)
  }

  #pathOf(id: number): string {
    return join(this.#directory, `${id}.json`)
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
