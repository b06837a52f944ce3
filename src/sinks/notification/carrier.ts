// What carries a notification to the screen: the session bus, or a program that does it.

export const appName = 'AI Monitor'
export const focusAction = { id: 'focus', label: 'Focus Terminal' } as const

export type Urgency = 'normal' | 'critical'

/** Plain text; a carrier escapes what its server would take for markup. */
export interface Message {
  /** What it is about. A new message replaces the one with the same key. */
  readonly key: string
  readonly title: string
  readonly body: string
  readonly urgency: Urgency
  /** Names from the freedesktop.org naming specifications, or ''. */
  readonly icon: string
  readonly sound: string
}

/** What the person did with a notification. That it merely expired is not told. */
export type Answer = 'focus' | 'dismissed'

export type OnAnswer = (key: string, answer: Answer) => void

export interface Carrier extends AsyncDisposable {
  /** @throws {Error} when it did not get on the screen */
  show(message: Message): Promise<void>
  /** Takes the message from the screen; never throws. */
  withdraw(key: string): Promise<void>
}
