// Notifications on macOS and Windows, by the programs that come with node-notifier.

import { release } from 'node:os'
import { appName, type Carrier, type OnAnswer } from './carrier.ts'

/** An error is told within this time; success is told only when the person has answered. */
const START_MS = 500

/**
 * On Linux node-notifier would pass the text through a shell, lose the action,
 * and talk to a network port where there is no notify-send: only Windows'
 * subsystem for Linux is served by it there.
 */
export function hasNativeNotifier(): boolean {
  const { platform } = process
  return platform === 'darwin' || platform === 'win32' || /microsoft/i.test(release())
}

/** It can neither replace nor withdraw. */
export function createNativeNotifier(onAnswer: OnAnswer): Carrier {
  return {
    async show({ key, title, body, sound }) {
      const { default: notifier } = await import('node-notifier')
      const message = {
        title: `${appName}: ${title}`,
        message: body,
        sound: sound !== '',
        wait: true,
      }
      await new Promise<void>((resolve, reject) => {
        setTimeout(resolve, START_MS).unref()
        notifier.notify(message, (error, response) => {
          if (error !== null) reject(error)
          if (response === 'activate') onAnswer(key, 'focus')
          if (response === 'dismissed') onAnswer(key, 'dismissed')
        })
      })
    },
    withdraw: async () => {},
    async [Symbol.asyncDispose]() {},
  }
}
