// The badge sink on real files, with processes that can be ended, and its successor after a crash or a stop.

import { openProcessWatch } from '../../src/host/process-watch.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { openBadge } from '../../src/sinks/badge.ts'
import type { ChangeSink } from '../../src/sinks/sink.ts'
import { endChild } from '../end-child.ts'
import { until } from '../until.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Badge } from '../../src/domain/views/badge.ts'
import { createTestContext, type TestContext } from './support.ts'

export interface BadgeFixture {
  readonly context: TestContext
  readonly directory: string
  /** Opens a sink, as a daemon that starts does. */
  readonly open: () => Promise<ChangeSink>
  readonly files: () => string[]
  readonly read: (windowId: number) => Badge | undefined
  readonly pathOf: (windowId: number) => string
  /** Waits until the window's file says this. */
  readonly shows: (windowId: number, wanted: Partial<Badge>) => Promise<void>
}

export function createBadgeFixture(clock?: Clock): BadgeFixture {
  const context = createTestContext(clock)
  mkdirSync(context.dir, { recursive: true })
  const { badgeDir: directory } = context.paths
  const watch = openProcessWatch({ clock: context.clock })
  onTestFinished(() => watch[Symbol.dispose]())
  const pathOf = (windowId: number) => join(directory, `${windowId}.json`)
  const read = (windowId: number) =>
    existsSync(pathOf(windowId))
      ? (JSON.parse(readFileSync(pathOf(windowId), 'utf8')) as Badge)
      : undefined
  return {
    context,
    directory,
    pathOf,
    read,
    files: () => (existsSync(directory) ? readdirSync(directory) : []),
    async open() {
      const toPid = ({ about }: { about: { pid?: number | undefined } }) => about.pid ?? null
      const sink = await openBadge({ ...context, watch, toPid, silenceMs: 300_000 })
      onTestFinished(() => sink[Symbol.asyncDispose]())
      return sink
    },
    async shows(windowId, wanted) {
      await until(() => {
        const shown: Partial<Badge> = read(windowId) ?? {}
        return Object.entries(wanted).every(([key, value]) => shown[key as keyof Badge] === value)
      })
    },
  }
}

/** A process that lives until it is ended. */
export function startProcess(): { readonly pid: number; readonly end: () => Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
  const end = () => endChild(child)
  onTestFinished(end)
  return { pid: child.pid ?? 0, end }
}
