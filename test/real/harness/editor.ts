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
export function openEditor(
  { command: [file, ...args], env, cwd }: Process,
  { words, protocol }: Editor,
): Actor {
  const child = spawn(file, [...args, ...words], { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<number>((done) => child.once('exit', () => done(Date.now())))
  // Who has ended listens no more: the steps that wait for it tell.
  child.stdin.on('error', () => undefined)
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  const dialogue = protocols[protocol](send, cwd)
  const heard: string[] = []
  let isReady = false
  let question: Message | undefined
  void dialogue.ready.then(() => (isReady = true))

  createInterface({ input: child.stdout }).on('line', (line) => {
    heard.splice(0, heard.length - KEPT + 1)
    heard.push(line.slice(0, 200))
    const message = toMessage(line)
    if (message && dialogue.isQuestion(message)) question = message
    else if (message) dialogue.hear(message)
  })

  return {
    pid: child.pid!,
    ended,
    screen: async () => [question ? 'asks' : isReady ? 'ready' : 'starts', ...heard].join('\n'),
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

/** Some write words of their own among the messages. */
function toMessage(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message
  } catch {
    return undefined
  }
}
