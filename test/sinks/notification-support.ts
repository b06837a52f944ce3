// A message bus inside the test with a notification server on it that records what it is asked.

import { createBroker, createClient, type DBusBroker, type MessageBus } from 'dbus-native'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SessionView } from '../../src/domain/change.ts'
import type { Focuser } from '../../src/host/focus/focuser.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import {
  type NotificationContext,
  openNotification as openSink,
} from '../../src/sinks/notification.ts'
import { notificationOptions } from '../../src/sinks/notification/options.ts'
import { createTestContext, type TestContext } from './support.ts'

const NAME = 'org.freedesktop.Notifications'
const PATH = '/org/freedesktop/Notifications'
const DESCRIPTION = {
  name: NAME,
  methods: {
    Notify: ['susssasa{sv}i', 'u', [], []],
    CloseNotification: ['u', '', [], []],
    GetCapabilities: ['', 'as', [], []],
  },
  signals: { ActionInvoked: ['us'], NotificationClosed: ['uu'] },
} satisfies Parameters<MessageBus['exportInterface']>[2]

export interface Notified {
  readonly id: number
  readonly app: string
  readonly replaces: number
  readonly icon: string
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
  readonly hints: Readonly<Record<string, unknown>>
  readonly expireMs: number
}

export interface FakeServer {
  readonly notified: Notified[]
  readonly closed: number[]
  /** Sends a signal about a notification. */
  emit(name: 'ActionInvoked' | 'NotificationClosed', id: number, detail: string | number): void
  stop(): Promise<void>
}

/** @param firstId servers count from 1, each anew */
export async function startServer(
  address: string,
  capabilities = ['actions', 'body', 'body-markup'],
  firstId = 1,
): Promise<FakeServer> {
  const bus = createClient({ busAddress: address })
  bus.connection.on('error', () => {})
  const notified: Notified[] = []
  const closed: number[] = []
  const server = {
    Notify(...args: unknown[]) {
      const [app, replaces, icon, title, body, actions, hints, expireMs] = args
      const id = (replaces as number) || firstId++
      const given = { id, app, replaces, icon, title, body, actions, hints, expireMs }
      notified.push(given as Notified)
      return id
    },
    CloseNotification: (id: number) => void closed.push(id),
    GetCapabilities: () => capabilities,
  }
  bus.exportInterface(server, PATH, DESCRIPTION)
  await bus.requestName(NAME, 0)
  return {
    notified,
    closed,
    emit: (name, id, detail) =>
      bus.sendSignal(PATH, NAME, name, name === 'ActionInvoked' ? 'us' : 'uu', [id, detail]),
    stop: () => bus.close(),
  }
}

/** @returns its address */
export async function startBus(socket: string): Promise<{ broker: DBusBroker; address: string }> {
  const broker = createBroker({ authMethods: ['EXTERNAL'] })
  const address = await new Promise<string>((resolve, reject) =>
    broker.listen({ socket }, (error, found) => (error ? reject(error) : resolve(found))),
  )
  onTestFinished(() => void broker.close())
  return { broker, address }
}

export interface OpenSink {
  readonly context: TestContext
  readonly focused: number[]
  readonly sink: Awaited<ReturnType<typeof openSink>>
  /** What the person looks at. */
  readonly eyes: { pid: number | null }
}

/** The sink with its options as a user gives them, on the bus at `address`. */
export async function openNotification(
  address: string,
  given: object = {},
  clock?: Clock,
): Promise<OpenSink> {
  const context = createTestContext(clock)
  const focused: number[] = []
  const eyes: { pid: number | null } = { pid: null }
  const focuser: Focuser = {
    async focus(pid) {
      if (pid < 0) throw new Error('its terminal is gone')
      focused.push(pid)
      return 'foot'
    },
    hasFocus: async (pid) => pid === eyes.pid,
  }
  const notificationContext: NotificationContext = {
    ...context,
    toAgentName: (agent) => (agent === 'codex' ? 'Codex' : 'Claude Code'),
    toPid: (session: SessionView) => session.about.pid ?? null,
    focuser,
    env: { PATH: process.env.PATH, DBUS_SESSION_BUS_ADDRESS: address },
  }
  const options = notificationOptions.parse({ via: 'dbus', ...given })
  const sink = await openSink(options, notificationContext)
  onTestFinished(() => sink[Symbol.asyncDispose]())
  return { context, focused, eyes, sink }
}

export const busSocket = (dir: string): string => join(dir, 'bus')
