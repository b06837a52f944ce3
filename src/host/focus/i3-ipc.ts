// The protocol that i3 and sway share, and the windows in the tree it gives.

import { endianness } from 'node:os'
import { askSocket } from './socket-call.ts'
import type { Window } from './compositor.ts'

const MAGIC = 'i3-ipc'
const HEADER_BYTES = MAGIC.length + 8
const RUN_COMMAND = 0
const GET_TREE = 4

/** The part of a node that is used here. */
interface Node {
  readonly id: number
  readonly pid?: number
  readonly window?: number | null
  readonly focused?: boolean
  readonly nodes?: readonly Node[]
  readonly floating_nodes?: readonly Node[]
}

/** @throws {Error} when it is refused */
export async function runCommand(socketPath: string, command: string): Promise<void> {
  const results = (await ask(socketPath, RUN_COMMAND, command)) as {
    success: boolean
    error?: string
  }[]
  const failed = results.find(({ success }) => !success)
  if (failed !== undefined)
    throw new Error(failed.error ?? `the window manager refused: ${command}`)
}

/** All windows; sway tells their processes, i3 their X11 numbers alone. */
export async function readWindows(socketPath: string): Promise<readonly Window[]> {
  return toWindows((await ask(socketPath, GET_TREE, '')) as Node)
}

function toWindows(node: Node): readonly Window[] {
  const { id, pid = null, window = null, focused = false } = node
  const children = [...(node.nodes ?? []), ...(node.floating_nodes ?? [])].flatMap(toWindows)
  if (pid === null && window === null) return children
  return [{ id: String(id), pid, x11Id: window, isFocused: focused }, ...children]
}

async function ask(socketPath: string, type: number, payload: string): Promise<unknown> {
  const answer = await askSocket(socketPath, toMessage(type, payload), isWhole)
  if (!isWhole(answer)) throw new Error('the window manager broke off')
  return JSON.parse(answer.toString('utf8', HEADER_BYTES))
}

// Numbers are in the machine's own byte order.
const isLittle = endianness() === 'LE'

function toMessage(type: number, payload: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC)
  const write = (value: number, at: number) =>
    isLittle ? header.writeUInt32LE(value, at) : header.writeUInt32BE(value, at)
  write(Buffer.byteLength(payload), MAGIC.length)
  write(type, MAGIC.length + 4)
  return Buffer.concat([header, Buffer.from(payload)])
}

function isWhole(answer: Buffer): boolean {
  if (answer.length < HEADER_BYTES) return false
  const at = MAGIC.length
  const size = isLittle ? answer.readUInt32LE(at) : answer.readUInt32BE(at)
  return answer.length >= HEADER_BYTES + size
}
