// Notifications by the program notify-send (0.8 or newer), where the bus cannot be spoken to directly.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { appName, type Carrier, focusAction, type Message, type OnAnswer } from './carrier.ts'
import { escapeMarkup } from './markup.ts'

/** It fails at once or not at all: what it prints of its success stays in its buffer until the end. */
const FAILURE_MS = 1000

type Child = ChildProcessByStdio<null, Readable, null>

/** Each notification is a process that waits for the person's answer, prints it, and ends. */
export class NotifySend implements Carrier {
  readonly #env: NodeJS.ProcessEnv
  readonly #onAnswer: OnAnswer
  readonly #shown = new Map<string, Child>()

  constructor(onAnswer: OnAnswer, env: NodeJS.ProcessEnv) {
    this.#onAnswer = onAnswer
    this.#env = env
  }

  async show(message: Message): Promise<void> {
    await this.withdraw(message.key)
    const child = spawn('notify-send', toArgs(message), {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: this.#env,
    })
    this.#shown.set(message.key, child)
    void this.#follow(child, message.key)
    await untilItStands(child)
  }

  async withdraw(key: string): Promise<void> {
    // At this signal it closes what it shows; killed harder, it would leave it.
    this.#shown.get(key)?.kill('SIGINT')
    this.#shown.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#shown.values()) child.kill('SIGKILL')
    this.#shown.clear()
  }

  async #follow(child: Child, key: string): Promise<void> {
    const printed = await text(child.stdout).catch(() => '')
    if (this.#shown.get(key) !== child) return
    this.#shown.delete(key)
    // A dismissal cannot be told from an expiry.
    if (printed.trim() === focusAction.id) this.#onAnswer(key, 'focus')
  }
}

function untilItStands(child: Child): Promise<void> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(resolve, FAILURE_MS)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearTimeout(timeout)
      if (code === 0 || signal !== null) resolve()
      else reject(new Error(`notify-send ended with ${code}`))
    })
  })
}

function toArgs({ urgency, icon, sound, title, body }: Message): readonly string[] {
  return [
    `--app-name=${appName}`,
    `--urgency=${urgency}`,
    `--action=${focusAction.id}=${focusAction.label}`,
    ...(icon === '' ? [] : [`--icon=${icon}`]),
    ...(sound === '' ? [] : [`--hint=string:sound-name:${sound}`]),
    // What follows is never an option, whatever it begins with.
    '--',
    title,
    escapeMarkup(body),
  ]
}
