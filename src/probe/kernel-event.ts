// Reads what bpftrace prints in its JSON form: pure, from a line of bytes to what happened in the kernel.

/** What became of an agent's process, in the kernel's numbers. */
export type ProcessEvent = {
  readonly pid: number
  /** Nanoseconds by the kernel's clock. */
  readonly ns: number
} & (
  | {
      readonly type: 'agent'
      readonly parent: number
      /** Clock ticks since boot, as in /proc/PID/stat. */
      readonly startTime: number
      /** The number of its name. */
      readonly name: number
    }
  | { readonly type: 'fork'; readonly root: number; readonly parent: number }
  | { readonly type: 'exec'; readonly root: number; readonly file: string }
  /** `code` as in wait(2). */
  | { readonly type: 'exit'; readonly root: number; readonly code: number }
  | { readonly type: 'input' | 'blocked' | 'unblocked'; readonly root: number }
)

export type KernelEvent =
  | ProcessEvent
  /** An answer to the relay: also that all probes are attached. */
  | { readonly type: 'followed'; readonly pid: number }
  | { readonly type: 'second' }
  | { readonly type: 'lost'; readonly events: number }

/** /proc counts in hundredths of a second everywhere that Node runs. */
const NS_PER_TICK = 10_000_000

/**
 * @param line without its end, one character a byte
 * @returns undefined for what tells nothing
 */
export function parseKernelEvent(line: string): KernelEvent | undefined {
  const message = parseMessage(line)
  if (message?.type === 'lost_events') return { type: 'lost', events: toLostCount(message.data) }
  if (message?.type !== 'printf' || typeof message.data !== 'string') return undefined
  return parseText(message.data.replace(/\n$/, ''))
}

interface Message {
  readonly type?: unknown
  readonly data?: unknown
}

function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(withBytes(line)) as Message
  } catch {
    return undefined
  }
}

/** bpftrace 0.17 writes the byte 0xc3 as `\uffffffc3`, which JSON takes for one character and four digits. */
function withBytes(line: string): string {
  return line.replaceAll(/\\(?:uffffff([0-9a-f]{2})|.)/g, (escape, byte: string | undefined) =>
    byte === undefined ? escape : `\\u00${byte}`,
  )
}

function toLostCount(data: unknown): number {
  const events = (data as { readonly events?: unknown } | undefined)?.events
  return typeof events === 'number' && Number.isSafeInteger(events) && events > 0 ? events : 1
}

/** A letter, numbers, and for programs a text that may hold anything, newlines as well. */
function parseText(text: string): KernelEvent | undefined {
  if (text === 'H') return { type: 'second' }
  const program = /^X (\d+) (\d+) (\d+) ([^]*)$/.exec(text)
  if (program) {
    const [, ns, pid, root, file = ''] = program
    const numbers = { ns: Number(ns), pid: Number(pid), root: Number(root) }
    return { type: 'exec', ...numbers, file: toText(file) }
  }
  if (!/^[A-Z]( \d+){2,5}$/.test(text)) return undefined
  const numbers = text.slice(2).split(' ').map(Number)
  const [ns = 0, pid = 0, root = 0, fourth = 0, fifth = 0] = numbers
  switch (text[0]) {
    case 'M':
      return { type: 'followed', pid: ns }
    case 'A': {
      const startTime = Math.floor(fourth / NS_PER_TICK)
      return { type: 'agent', ns, pid, parent: root, startTime, name: fifth }
    }
    case 'F':
      return { type: 'fork', ns, pid, root, parent: fourth }
    case 'E':
      return { type: 'exit', ns, pid, root, code: fourth }
    case 'I':
      return { type: 'input', ns, pid, root }
    case 'B':
      return { type: 'blocked', ns, pid, root }
    case 'U':
      return { type: 'unblocked', ns, pid, root }
    default:
      return undefined
  }
}

/** File names are bytes; what is no UTF-8 shows as U+FFFD. */
function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
