// The connection to the session bus, made when it is needed and again after it was lost.

import type { Message, MessageBus } from 'dbus-native'

const serverName = 'org.freedesktop.Notifications'
const serverPath = '/org/freedesktop/Notifications'

const SIGNAL = 4

export interface BusLinkOptions {
  readonly address: string
  readonly timeoutMs: number
  /** A signal of the notification server: its name and arguments. */
  readonly onSignal: (member: string, body: readonly unknown[]) => void
  /** The server or the bus is gone: whatever it showed is gone with it. */
  readonly onLost: () => void
}

/** A user service may be started without the variable; systemd's bus is always there. */
export function toBusAddress(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtimeDir } = env
  return address || (runtimeDir ? `unix:path=${runtimeDir}/bus` : undefined)
}

/** Calls the notification server; connects by itself, so that a bus that comes back is found by the next call. */
export class BusLink {
  readonly #options: BusLinkOptions
  #bus: MessageBus | undefined
  #connecting: Promise<MessageBus> | undefined
  #last: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: BusLinkOptions) {
    this.#options = options
  }

  /**
   * One call after the other: a server that answers each in a thread of its own stands still for
   * seconds when there are dozens at once (dunst).
   * @param onReply called in the moment the reply is read, before any signal that follows it
   * @throws {Error} when there is no bus, no server, or it refuses
   */
  call(
    member: string,
    signature: string,
    body: readonly unknown[],
    onReply: (result: unknown) => void = () => {},
  ): Promise<void> {
    const message: Message = {
      ...toAddressee(member),
      ...(signature === '' ? {} : { signature, body: [...body] }),
    }
    const answered = this.#last.then(() => this.#invoke(message, onReply))
    this.#last = answered.catch(() => {})
    return answered
  }

  async #invoke(message: Message, onReply: (result: unknown) => void): Promise<void> {
    const bus = await this.#connect()
    await new Promise<void>((resolve, reject) => {
      bus.invoke(message, (error, result) => {
        if (error !== null && error !== undefined) {
          reject(error)
          return
        }
        onReply(result)
        resolve()
      })
    })
  }

  close(): void {
    this.#isClosed = true
    const bus = this.#bus
    this.#bus = undefined
    bus?.connection.stream.destroy()
  }

  async #connect(): Promise<MessageBus> {
    if (this.#bus !== undefined && this.#connecting === undefined) return this.#bus
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #open(): Promise<MessageBus> {
    const { createClient } = await import('dbus-native')
    if (this.#isClosed) throw new Error('closed')
    // `direct`: it would say hello by itself, and throw where nobody can catch it when that fails.
    const { address: busAddress, timeoutMs: timeout } = this.#options
    const bus = createClient({ busAddress, timeout, direct: true })
    this.#bus = bus
    const drop = () => this.#drop(bus)
    // What it says of a call is only that the connection was closed.
    let cause: unknown
    bus.connection.on('error', (error) => (cause ??= error))
    for (const event of ['error', 'end', 'close']) bus.connection.on(event, drop)
    bus.connection.on('message', (message: Message) => this.#receive(message))
    try {
      bus.name = await bus.invokeDbus<string>({ member: 'Hello' })
      const owner = `sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${serverName}'`
      await bus.addMatch(`type='signal',${owner}`)
      await bus.addMatch(`type='signal',sender='${serverName}',interface='${serverName}'`)
    } catch (error) {
      // A bus that does not answer will not do so later.
      drop()
      throw cause ?? error
    }
    return bus
  }

  #receive({ type, interface: source, member, body = [] }: Message): void {
    if (type !== SIGNAL || member === undefined) return
    if (source === serverName) this.#options.onSignal(member, body)
    else if (member === 'NameOwnerChanged' && body[0] === serverName) this.#options.onLost()
  }

  #drop(bus: MessageBus): void {
    if (this.#bus !== bus) return
    this.#bus = undefined
    bus.connection.stream.destroy()
    this.#options.onLost()
  }
}

const toAddressee = (member: string): Message => ({
  destination: serverName,
  path: serverPath,
  interface: serverName,
  member,
})
