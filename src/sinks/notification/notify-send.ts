// Notifications by the program notify-send, where the bus cannot be spoken to directly.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { appName, type Carrier, focusAction, type Message, type OnAnswer } from './carrier.ts'
import { escapeMarkup } from './markup.ts'

const START_TIMEOUT_MS = 10_000

interface Shown {
  readonly child: ChildProcess
  readonly serverId: string
}

/** Each notification is a process that waits for the person's answer and prints it. */
export class NotifySend implements Carrier {
  readonly id = 'notify-send'
  readonly #env: NodeJS.ProcessEnv
  readonly #onAnswer: OnAnswer
  readonly #shown = new Map<string, Shown>()

  constructor(onAnswer: OnAnswer, env: NodeJS.ProcessEnv) {
    this.#onAnswer = onAnswer
    this.#env = env
  }

  async show(message: Message): Promise<void> {
    const former = this.#shown.get(message.key)
    const child = spawn('notify-send', toArgs(message, former?.serverId), {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const serverId = await this.#follow(child, message.key)
    former?.child.kill('SIGKILL')
    if (child.exitCode === null) this.#shown.set(message.key, { child, serverId })
  }

  async withdraw(key: string): Promise<void> {
    // At this signal it closes what it shows; killed harder, it would leave it.
    this.#shown.get(key)?.child.kill('SIGINT')
    this.#shown.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#shown.values()) child.kill('SIGKILL')
    this.#shown.clear()
  }

  /** @returns the first line, the notification's number; the second will be the action */
  #follow(child: ChildProcess, key: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const timeout = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
    const lines: string[] = []
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line)
      if (lines.length === 1) resolve(line)
      if (line === focusAction.id && this.#isCurrent(child, key)) this.#onAnswer(key, 'focus')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      reject(new Error(`notify-send ended with ${code ?? signal}`))
      if (this.#isCurrent(child, key)) this.#shown.delete(key)
    })
    return promise.finally(() => clearTimeout(timeout))
  }

  #isCurrent(child: ChildProcess, key: string): boolean {
    return this.#shown.get(key)?.child === child
  }
}

function toArgs(message: Message, replaces: string | undefined): readonly string[] {
  const { urgency, icon, sound, title, body } = message
  return [
    `--app-name=${appName}`,
    `--urgency=${urgency}`,
    `--action=${focusAction.id}=${focusAction.label}`,
    '--print-id',
    ...(icon === '' ? [] : [`--icon=${icon}`]),
    ...(sound === '' ? [] : [`--hint=string:sound-name:${sound}`]),
    ...(replaces === undefined ? [] : [`--replace-id=${replaces}`]),
    // What follows is never an option, whatever it begins with.
    '--',
    title,
    escapeMarkup(body),
  ]
}
