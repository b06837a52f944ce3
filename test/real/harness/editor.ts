// A client that an editor holds: prompted, and its questions answered, over its standard input and output.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Editor, Terminal } from '../types.ts'
import type { Actor, Process } from './actor.ts'
import { type Message, protocols } from './editor-protocols.ts'

/** An editor shows no screen of the client's: it says whether there is a question, and buttons are its keys. */
export const editorWindow: Terminal = {
  ready: /^ready/,
  asks: /^asks/,
  approve: ['approve'],
  reject: ['reject'],
  interrupt: ['interrupt'],
  commands: {},
}

/** Messages kept, for who looks why something failed. */
const KEPT = 20

/** Opens a conversation in the client's folder. */
export async function openEditor(
  { command: [file, ...args], env, cwd }: Process,
  { words, protocol }: Editor,
): Promise<Actor> {
  const child = spawn(file, [...args, ...words], { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<number>((done) => child.once('exit', () => done(Date.now())))
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  const dialogue = protocols[protocol](send, cwd)
  const heard: string[] = []
  let question: Message | undefined

  createInterface({ input: child.stdout }).on('line', (line) => {
    heard.splice(0, heard.length - KEPT + 1)
    heard.push(line.slice(0, 200))
    // Some write a word of their own among the messages.
    if (!line.startsWith('{')) return
    const message = JSON.parse(line) as Message
    if (dialogue.isQuestion(message)) question = message
    else dialogue.hear(message)
  })

  const tooSoon = ended.then(() => {
    throw new Error(`the client has ended:\n${heard.join('\n')}`)
  })
  await Promise.race([dialogue.ready, tooSoon])
  tooSoon.catch(() => {})

  return {
    pid: child.pid!,
    ended,
    screen: async () => [question ? 'asks' : 'ready', ...heard].join('\n'),
    async type(prompt) {
      dialogue.prompt(prompt)
      return Date.now()
    },
    async press([button]) {
      if (button === 'interrupt') dialogue.interrupt()
      else dialogue.answer(question!, button === 'approve')
      question = undefined
      return Date.now()
    },
    async close() {
      child.stdin.end()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
