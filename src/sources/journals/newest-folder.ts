// Watches the newest of dated folders, such as 2026/11/26, as days go by.

import { join } from 'node:path'
import { watchDirectory } from '../../host/directory-watch.ts'
import { listNames } from '../../host/list-names.ts'
import type { Clock } from '../../runtime/clock.ts'

export interface NewestListener {
  readonly clock: Clock
  /** An entry of the newest folder may have changed, or be new; called for all of them at the beginning. */
  readonly onEntry: (path: string) => void
  readonly onFailure: (error: unknown) => void
}

/** @param levels of folders named by numbers, below `root` */
export function watchNewest(root: string, levels: number, listener: NewestListener): Disposable {
  let inner: Disposable | undefined
  let newest = ''

  function renew(): void {
    const name = newestOf(root)
    if (name === newest) return
    inner?.[Symbol.dispose]()
    newest = name
    inner = name === '' ? undefined : watchNewest(join(root, name), levels - 1, listener)
  }

  const listAll = () => {
    for (const name of listNames(root)) listener.onEntry(join(root, name))
  }

  const watch = watchDirectory(root, {
    clock: listener.clock,
    onAppear: levels === 0 ? listAll : renew,
    onEntry: (name) => (levels === 0 ? listener.onEntry(join(root, name)) : renew()),
    onFailure: listener.onFailure,
  })
  return {
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      inner?.[Symbol.dispose]()
    },
  }
}

function newestOf(folder: string): string {
  const dates = listNames(folder).filter((name) => /^\d{2,4}$/.test(name))
  return dates.toSorted().at(-1) ?? ''
}
