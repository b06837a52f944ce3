// Notifications by org.freedesktop.Notifications on the session bus, with an action, replacing and closing.

import { BusLink } from './bus-link.ts'
import {
  appName,
  type Carrier,
  focusAction,
  type Message,
  type OnAnswer,
  type Urgency,
} from './carrier.ts'
import { escapeMarkup } from './markup.ts'

const URGENCY_BYTES: Readonly<Record<Urgency, number>> = { normal: 1, critical: 2 }
const SERVER_DECIDES = -1
const DISMISSED = 2

/** A server that has to be started first takes its time. */
const TIMEOUT_MS = 10_000

/** `default` is a click on the notification itself, where a server shows no buttons. */
const ACTIONS = ['default', focusAction.label, focusAction.id, focusAction.label]

/** @param address of the session bus, as in DBUS_SESSION_BUS_ADDRESS */
export class BusCarrier implements Carrier {
  readonly #link: BusLink
  readonly #onAnswer: OnAnswer
  readonly #ids = new Map<string, number>()
  #capabilities: ReadonlySet<string> | undefined

  constructor(address: string, onAnswer: OnAnswer, timeoutMs = TIMEOUT_MS) {
    this.#onAnswer = onAnswer
    this.#link = new BusLink({
      address,
      timeoutMs,
      onSignal: (member, body) => this.#receive(member, body),
      onLost: () => this.#forget(),
    })
  }

  async show(message: Message): Promise<void> {
    const capabilities = await this.#askCapabilities()
    const { Variant } = await import('dbus-native')
    const hints = {
      urgency: new Variant('y', URGENCY_BYTES[message.urgency]),
      ...(message.sound === '' ? {} : { 'sound-name': new Variant('s', message.sound) }),
    }
    const body = capabilities.has('body-markup') ? escapeMarkup(message.body) : message.body
    const actions = capabilities.has('actions') ? ACTIONS : []
    const replaces = this.#ids.get(message.key) ?? 0
    const args = [
      appName,
      replaces,
      message.icon,
      message.title,
      body,
      actions,
      hints,
      SERVER_DECIDES,
    ]
    await this.#link.call('Notify', 'susssasa{sv}i', args, (id) =>
      this.#ids.set(message.key, Number(id)),
    )
  }

  async withdraw(key: string): Promise<void> {
    const id = this.#ids.get(key)
    if (id === undefined) return
    // Before the call: that it is closed by us is no answer of the person's.
    this.#ids.delete(key)
    // A server that no longer knows it has closed it already.
    await this.#link.call('CloseNotification', 'u', [id]).catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#link.close()
  }

  async #askCapabilities(): Promise<ReadonlySet<string>> {
    if (this.#capabilities !== undefined) return this.#capabilities
    let found = new Set<string>()
    await this.#link.call('GetCapabilities', '', [], (list) => (found = new Set(list as string[])))
    this.#capabilities = found
    return found
  }

  #receive(member: string, [id, detail]: readonly unknown[]): void {
    const key = [...this.#ids].find(([, known]) => known === id)?.[0]
    if (key === undefined) return
    if (member === 'ActionInvoked') {
      // Not every server takes away what was clicked.
      void this.withdraw(key)
      this.#onAnswer(key, 'focus')
    }
    if (member !== 'NotificationClosed') return
    this.#ids.delete(key)
    if (detail === DISMISSED) this.#onAnswer(key, 'dismissed')
  }

  /** The numbers of one server mean nothing to the next, or another program's notification. */
  #forget(): void {
    this.#ids.clear()
    this.#capabilities = undefined
  }
}
