// One client of a scenario and the person at its keyboard; notes the truth of its conversations.

import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Confirmation, Editor, ModelEntry, ModelServer } from '../types.ts'
import { type Actor, openHeadless, openTerminal, type Process } from './actor.ts'
import { until } from './deadline.ts'
import { editorWindow, openEditor } from './editor.ts'
import type { Step } from './steps.ts'
import type { Tmux } from './tmux.ts'
import type { Conversation, Truth } from './truth.ts'

export interface Player extends AsyncDisposable {
  readonly conversations: readonly Conversation[]
  /** Does a step, or waits for what it waits for. */
  perform(step: Exclude<Step, { readonly kind: 'daemon' | 'settle' }>): Promise<void>
}

export interface PlayerOptions {
  readonly client: Client
  readonly model: ModelServer
  readonly process: Process
  /** What is added to its words where it goes on with its last conversation. */
  readonly resume: readonly string[] | undefined
  readonly headless: boolean | undefined
  /** What holds it in the place of a terminal. */
  readonly editor: Editor | undefined
  readonly tmux: Tmux
}

const startLimitMs = 60_000
/** Each look takes a process, while others have none to spare. */
const startEveryMs = 400
const stepLimitMs = 60_000
const keyPauseMs = 2_000

export async function openPlayer(options: PlayerOptions): Promise<Player> {
  const { client, model, process, resume = [], headless, editor, tmux } = options
  const terminal = editor ? editorWindow : client.terminal
  const startedMs = Date.now()
  let actor = headless ? openHeadless(process) : await openReady(process)

  async function openReady(started: Process): Promise<Actor> {
    const opened = editor ? openEditor(started, editor) : await openTerminal(tmux, started)
    try {
      await onScreen(opened, terminal.ready, startLimitMs, startEveryMs)
      return opened
    } catch (error) {
      const failure = await withScreen(error, opened)
      await opened[Symbol.asyncDispose]()
      throw failure
    }
  }

  const diary = readDiary(model)
  const conversations: Conversation[] = []

  let session: string | undefined
  /** Whether the next that is noted is of the conversation before, though that has ended. */
  let isResumed = false

  function note(atMs: number, now: Truth | undefined): void {
    const last = conversations.at(-1)
    const isOver = !isResumed && last?.moments.at(-1)?.state === 'gone'
    if (now) isResumed = false
    if (now && (!last || isOver)) {
      session = undefined
      conversations.push({ id: undefined, project: basename(process.cwd), moments: [] })
    }
    const current = conversations.at(-1)
    if (now) current!.moments.push({ atMs, ...now })
    if (current && session !== undefined) current.id ??= session
  }

  async function act(step: Parameters<Player['perform']>[0]): Promise<number> {
    switch (step.kind) {
      case 'prompt':
        return headless ? startedMs : type(step.words)
      case 'command': {
        const atMs = await type(terminal.commands[step.what]!)
        const confirm = terminal.confirms?.[step.what]
        if (!confirm) return atMs
        if (confirm.isRare) return Promise.race([actor.ended, pressIfAsked(confirm)])
        await onScreen(actor, confirm.asks, stepLimitMs)
        return actor.press(confirm.with)
      }
      case 'press': {
        const atMs = await actor.press(terminal[step.what])
        const confirm = terminal.confirms?.[step.what]
        return confirm ? confirmSoon(step.what, confirm) : atMs
      }
      case 'back':
        for (const keys of terminal.back!) {
          await actor.press(keys)
          // Each of them shows something else.
          await sleep(keyPauseMs)
        }
        return Date.now()
      case 'resume':
        await actor[Symbol.asyncDispose]()
        actor = await openReady({ ...process, command: [...process.command, ...resume] })
        isResumed = true
        return Date.now()
      case 'screen':
        return onScreen(actor, terminal[step.shows], stepLimitMs)
      case 'pause':
        await sleep(step.ms)
        return Date.now()
      case 'model': {
        const entry = await diary.next(step.entry, step.caller)
        if (entry.by === 'person') session = entry.session
        return entry.atMs
      }
      case 'end':
        if (step.how === 'close') await actor.close()
        else globalThis.process.kill(actor.pid, 'SIGKILL')
        return Date.now()
      case 'exit':
        return Promise.race([actor.ended, tooLate('the end of its process')])
    }
  }

  /** A client asks for a moment only, and one that is busy may not have seen the first key. */
  async function confirmSoon(
    what: 'approve' | 'reject' | 'interrupt',
    { asks, with: keys, done }: Confirmation,
  ): Promise<number> {
    const isSoon = (pattern: RegExp): Promise<boolean> =>
      onScreen(actor, pattern, 1_500).then(
        () => true,
        () => false,
      )
    for (let tries = 0; tries < 10; tries++) {
      if (await isSoon(asks)) {
        const atMs = await actor.press(keys)
        if (!done || (await isSoon(done))) return atMs
      }
      await actor.press(terminal[what])
    }
    throw new Error(`never asked ${String(asks)}, or took no answer`)
  }

  /** Fails where it is not asked; who is not asked has ended by then. */
  async function pressIfAsked({ asks, with: keys }: Confirmation): Promise<number> {
    await onScreen(actor, asks, stepLimitMs)
    return actor.press(keys)
  }

  async function type(words: string): Promise<number> {
    if (terminal.empty) await actor.press(terminal.empty)
    return actor.type(words)
  }

  return {
    conversations,
    async perform(step) {
      try {
        note(await act(step), step.now)
      } catch (error) {
        throw await withScreen(error, actor)
      }
    },
    [Symbol.asyncDispose]: () => actor[Symbol.asyncDispose](),
  }
}

/** What the person sees mostly tells why. */
async function withScreen(error: unknown, actor: Actor): Promise<Error> {
  const screen = (await actor.screen()).trim().split('\n').slice(-25).join('\n')
  return new Error(`${(error as Error).message}\n${screen}`, { cause: error })
}

async function tooLate(what: string): Promise<never> {
  await sleep(stepLimitMs, undefined, { ref: false })
  throw new Error(`not within ${stepLimitMs / 1000} s: ${what}`)
}

async function onScreen(
  actor: Actor,
  pattern: RegExp,
  limitMs: number,
  everyMs = 100,
): Promise<number> {
  const look = async () => (pattern.test(await actor.screen()) ? Date.now() : undefined)
  return until(`${String(pattern)} on the screen`, look, { limitMs, everyMs })
}

/** Reads the model's diary on and on: an entry that is already there is not waited for. */
function readDiary({ log }: ModelServer) {
  let read = 0
  return {
    next: (kind: ModelEntry['kind'], caller: ModelEntry['by']): Promise<ModelEntry> =>
      until(
        `${caller === 'person' ? '' : `${caller}'s `}${kind} at the model`,
        () => {
          const index = log.findIndex(
            (entry, place) => place >= read && entry.kind === kind && entry.by === caller,
          )
          if (index === -1) return undefined
          read = index + 1
          return log[index]
        },
        { limitMs: stepLimitMs, everyMs: 20 },
      ),
  }
}
