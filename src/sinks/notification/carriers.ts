// Chooses what carries notifications on this machine, and tries one after the other.

import type { z } from 'zod'
import { BusCarrier } from './bus-carrier.ts'
import { toBusAddress } from './bus-link.ts'
import type { Carrier, OnAnswer } from './carrier.ts'
import { createNativeNotifier, hasNativeNotifier } from './native-notifier.ts'
import { NotifySend } from './notify-send.ts'
import type { notificationOptions } from './options.ts'

/** @param via `auto` is the session bus, then whatever else the platform has */
export function openCarrier(
  via: z.output<typeof notificationOptions>['via'],
  env: NodeJS.ProcessEnv,
  onAnswer: OnAnswer,
): Carrier {
  const isAuto = via === 'auto'
  const address = toBusAddress(env)
  const carriers: Carrier[] = []
  if ((isAuto || via === 'dbus') && address !== undefined)
    carriers.push(new BusCarrier(address, onAnswer))
  if (via === 'notify-send' || (isAuto && process.platform === 'linux'))
    carriers.push(new NotifySend(onAnswer, env))
  if ((isAuto || via === 'node-notifier') && hasNativeNotifier())
    carriers.push(createNativeNotifier(onAnswer))
  return createCarrierChain(carriers)
}

/** Tries one carrier after the other; each message is on one of them at most. */
function createCarrierChain(carriers: readonly Carrier[]): Carrier {
  let isClosed = false
  return {
    async show(message) {
      const errors: unknown[] = []
      for (const carrier of carriers) {
        // The end of one is no reason for the next, whose program would keep this one from ending.
        if (isClosed) throw new Error('closed')
        try {
          await carrier.show(message)
          const others = carriers.filter((other) => other !== carrier)
          await Promise.all(others.map((other) => other.withdraw(message.key)))
          return
        } catch (error) {
          errors.push(error)
        }
      }
      // The first one is the real thing: its complaint says most.
      throw errors[0] ?? new Error('this system has no notifications')
    },
    async withdraw(key) {
      await Promise.all(carriers.map((carrier) => carrier.withdraw(key)))
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      await Promise.all(carriers.map((carrier) => carrier[Symbol.asyncDispose]()))
    },
  }
}
