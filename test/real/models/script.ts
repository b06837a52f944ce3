// What a prompt's text asks of a mock model: the same words for every API, so that a scenario is one string.
//
//   MOCK:plain [N]          a text, over N seconds (1)
//   MOCK:slow N             first byte after N seconds
//   MOCK:stream N           a long text over N seconds
//   MOCK:bash N             a text, and a command of N seconds
//   MOCK:long N             a command of N seconds that the client lets go of, and the model waits for
//   MOCK:bg N               a command of N seconds in the background
//   MOCK:badtool            a command that fails
//   MOCK:wrongtool          a command without its arguments, which the client refuses by itself
//   MOCK:forbidden          a command that the client's rules forbid
//   MOCK:two [N]            two commands of N (2) and N + 1 seconds in one reply
//   MOCK:touch [FILE]       a command that needs permission
//   MOCK:ttouch [FILE]      the same, after a text
//   MOCK:write [FILE]       a file written with the tool for it, or a patch
//   MOCK:ponder N           a tool of an MCP server, of N seconds
//   MOCK:ask                a question to the person
//   MOCK:inquire            a tool of an MCP server that asks the person
//   MOCK:full               a text that is said to have taken all of the context
//   MOCK:touches [FILE]     two commands that need permission, in one reply
//   MOCK:subagent [WORDS]   a sub-agent whose prompt is MOCK:WORDS
//   MOCK:bgagent [WORDS]    the same, in the background
//   MOCK:error CODE [xN]    the first N calls fail (all of them)
//   MOCK:cut [xN]           the connection breaks in the middle of the first N replies (all)
//
// Steps joined by ` then ` are the rounds of one turn: `MOCK:bash 3 then touch`. A text ends it.

/** Something that a reply asks the client to do; each API's file finds the client's own tool for it. */
export type Ask =
  | {
      readonly kind: 'shell'
      readonly command: string
      readonly inBackground?: true
      readonly needsPermission?: true
      /** Let go of while it runs, where the client does so. */
      readonly takesLong?: true
      /** Called without arguments. */
      readonly isWrong?: true
    }
  | { readonly kind: 'write'; readonly path: string }
  | { readonly kind: 'question' }
  /** The tool of the MCP server that asks the person. */
  | { readonly kind: 'inquire' }
  /** The tool of the MCP server. */
  | { readonly kind: 'ponder'; readonly seconds: number }
  | { readonly kind: 'agent'; readonly prompt: string; readonly inBackground?: true }
  /** For clients whose sub-agents all work in the background: by their ids. */
  | { readonly kind: 'await_agents'; readonly ids: readonly string[] }
  /** For clients that let go of a command that takes long. */
  | { readonly kind: 'await_command'; readonly terminal: string }

/** What one call of the model answers. */
export interface Reply {
  /** Until the first byte. */
  readonly delayMs: number
  /** From the first byte to the last. */
  readonly overMs: number
  readonly text: string
  readonly asks: readonly Ask[]
  /** Tokens that the call is said to have taken in, where it matters. */
  readonly inputTokens?: number
  /** Instead of all that: a status, or `cut` for a connection that breaks after the first words. */
  readonly failure?: { readonly how: number | 'cut'; readonly times: number }
}

const text = (words: string, overMs: number, delayMs = 0): Reply => ({
  delayMs,
  overMs,
  text: words,
  asks: [],
})

export const asking = (words: string, ...asks: readonly Ask[]): Reply => ({
  delayMs: 0,
  // Longer than clients hold records back, where a person is asked: so that the work before shows.
  overMs: asks.some(asksPerson) ? 1500 : 300,
  text: words,
  asks,
})

const asksPerson = (ask: Ask): boolean =>
  !['agent', 'await_agents', 'await_command', 'inquire', 'ponder'].includes(ask.kind) &&
  (ask.kind !== 'shell' || ask.needsPermission === true)

const failing = (how: number | 'cut', times: string | undefined): Reply => ({
  ...text('This reply breaks before its end.', 600),
  failure: { how, times: times === undefined ? Infinity : Number(times.replace('x', '')) },
})

/** No two parts alike: some clients stop a model that repeats itself. */
const counted = Array.from({ length: 60 }, (_, index) => `word ${index + 1}`).join(', ')

const plain = text('This is a plain answer to your prompt.', 1000)
const done = text('The tool has finished. Done.', 1000)

const seconds = (word: string | undefined, fallback: number): number => Number(word ?? fallback)

const shell = (command: string, more: Partial<Ask> = {}): Ask =>
  ({ kind: 'shell', command, ...more }) as Ask

const touch = (words: string, file = 'touched.txt'): Reply =>
  asking(words, shell(`touch ${file}`, { needsPermission: true }))

const agent = (words: readonly string[]) =>
  ({ kind: 'agent', prompt: `MOCK:${words.length === 0 ? 'plain' : words.join(' ')}` }) as const

const steps: Readonly<Record<string, (words: readonly string[]) => Reply>> = {
  plain: ([n]) => ({ ...plain, overMs: seconds(n, 1) * 1000 }),
  slow: ([n]) => text('This answer took its time.', 500, seconds(n, 5) * 1000),
  stream: ([n]) => text(counted, seconds(n, 10) * 1000),
  bash: ([n]) => asking('I will run it.', shell(`sleep ${seconds(n, 1)}`)),
  long: ([n]) => asking('I will run it.', shell(`sleep ${seconds(n, 10)}`, { takesLong: true })),
  bg: ([n]) => asking('', shell(`sleep ${seconds(n, 5)}`, { inBackground: true })),
  badtool: () => asking('', shell('exit 3')),
  wrongtool: () => asking('', shell('', { isWrong: true })),
  forbidden: () => asking('', shell('rmdir nowhere')),
  two: ([n]) =>
    asking(
      'I will run both.',
      shell(`sleep ${seconds(n, 2)}`),
      shell(`sleep ${seconds(n, 2) + 1}; echo both`),
    ),
  touch: ([file]) => touch('', file),
  ttouch: ([file]) => touch('I will create it now.', file),
  write: ([file]) => asking('', { kind: 'write', path: file ?? 'written.txt' }),
  ponder: ([n]) => asking('', { kind: 'ponder', seconds: seconds(n, 5) }),
  ask: () => asking('', { kind: 'question' }),
  inquire: () => asking('', { kind: 'inquire' }),
  full: () => ({ ...plain, inputTokens: 990_000 }),
  touches: ([file]) =>
    asking(
      // With words before them, both come at the end, nearly at once.
      'I will create both of them, one after the other, as it was asked.',
      shell(`touch ${file ?? 'one.txt'}`, { needsPermission: true }),
      shell(`touch ${file ?? 'two.txt'}2`, { needsPermission: true }),
    ),
  subagent: (words) => asking('', agent(words)),
  bgagent: (words) => asking('', { ...agent(words), inBackground: true }),
  error: ([code, times]) => failing(seconds(code, 500), times),
  cut: ([times]) => failing('cut', times),
}

/**
 * @param prompt the person's last words in the conversation
 * @param round how many replies of this turn came before: 0 for the first call after the prompt
 */
export function toReply(prompt: string, round: number): Reply {
  const script = /.*MOCK:([^\n"<]*)/s.exec(prompt)?.[1]
  if (script === undefined) return round === 0 ? plain : done
  const [name = '', ...words] = (script.split(' then ')[round] ?? '').trim().split(/\s+/)
  if (name === '') return done
  if (!Object.hasOwn(steps, name)) return text(`I do not know the word ${name}.`, 0)
  return steps[name]!(words)
}
