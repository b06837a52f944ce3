// What the probe's relay tells the daemon: one JSON object a line over a Unix socket, the kernel's view of the agents' processes.

import { z } from 'zod'

/** Raised when a line changes its meaning; new fields and new types do not count. */
export const PROBE_PROTOCOL = 1

const count = z.int().nonnegative()
const pid = z.int().positive()
/** A program's name, cut by the relay: never anything else of a command line. */
const word = z.string().max(256)

/** Every line: a running number per connection's relay (a gap is a loss), and CLOCK_MONOTONIC in µs. */
const stamp = { seq: count, at_us: count }
/** A process of an agent's tree, and the agent at its root (the same for the agent itself). */
const member = { ...stamp, pid, root: pid }

/**
 * Lines as they are sent. The daemon skips types it does not know, so that a
 * newer relay can tell more.
 */
export const probeLine = z.discriminatedUnion('type', [
  /** The first line of every connection. */
  z.object({
    type: z.literal('hello'),
    ...stamp,
    protocol: z.literal(PROBE_PROTOCOL),
    version: word,
  }),
  /** How the relay itself is: `failed` is given up until it is started anew. */
  z.object({
    type: z.literal('status'),
    ...stamp,
    state: z.enum(['starting', 'running', 'restarting', 'failed']),
    /** One sentence for people where something is wrong. */
    message: z.string().max(1024).optional(),
  }),
  /**
   * An agent: found running, or just started. Also repeated on every new
   * connection for those alive, with `fork` and `exec` for what they run. One
   * that another kind of agent starts is an agent of its own.
   */
  z.object({
    type: z.literal('agent'),
    ...member,
    parent: count,
    /** The name it was recognized by, one of those looked for. */
    name: word,
    /** Clock ticks since boot: field 22 of /proc/PID/stat; absent where it was gone already. */
    start_time: count.optional(),
  }),
  /** A descendant of an agent was forked; threads are not told. */
  z.object({ type: z.literal('fork'), ...member, parent: count }),
  /** A process of the tree runs another program. */
  z.object({ type: z.literal('exec'), ...member, name: word }),
  /**
   * `code` where it ended by itself, else the signal's number; neither where the
   * end was only found out later. With an agent, its tree is told of no longer.
   */
  z.object({
    type: z.literal('exit'),
    ...member,
    code: count.optional(),
    signal: count.optional(),
  }),
  /** A key was pressed: a read of its terminal returned something. Never what was typed. */
  z.object({ type: z.literal('input'), ...member }),
  /** A read of its terminal has been waiting for longer than the threshold. */
  z.object({ type: z.literal('blocked'), ...member }),
  /** That read returned. */
  z.object({ type: z.literal('unblocked'), ...member }),
  /** Events that the kernel or the relay had to drop since the last such line. */
  z.object({ type: z.literal('lost'), ...stamp, events: count }),
  /** Once a second: nothing else happened. */
  z.object({ type: z.literal('heartbeat'), ...stamp }),
])

export type ProbeLine = z.infer<typeof probeLine>
