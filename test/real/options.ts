// What the command line of the real runs asks for.

import { parseArgs } from 'node:util'
import { type VariantId, variants } from './variants.ts'

const usage = `npm run test:real [-- FILTER…]: plays the scenarios with the real clients whose names have all of these words

  --short         only scenarios that stand for the others
  --walks FROM-TO turns in random order instead of the scenarios: those of these numbers
  --signals NAME  what walks are played with: ${Object.keys(variants).join(', ')} [recommended]
  --latest        the newest clients instead of the pinned ones
  --release V     clients of this version instead
  --transcripts   shows what happened and what was told of right ones too
  --jobs N        so many at a time [8, short 6]
  --minutes N     starts nothing more after that [12]
  --record DIR    keeps what the clients sent, cleaned for sharing, with the truth: data for test/captures
  --summary FILE  writes a line for each client
  --docs          renews docs/real-agents.md, for the clients that were run`

const options = {
  help: { type: 'boolean', short: 'h' },
  short: { type: 'boolean', default: false },
  walks: { type: 'string' },
  signals: { type: 'string', default: 'recommended' },
  latest: { type: 'boolean', default: false },
  release: { type: 'string' },
  transcripts: { type: 'boolean', default: false },
  jobs: { type: 'string' },
  minutes: { type: 'string', default: '12' },
  record: { type: 'string' },
  summary: { type: 'string' },
  docs: { type: 'boolean', default: false },
} as const

/** Ends the program where it is asked for help, or for what there is not. */
export function readOptions() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options })
    if (values.help === undefined) return toOptions(values, positionals)
    console.log(usage)
    process.exit(0)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const toOptions = (values: Values, filters: readonly string[]) => ({
  ...values,
  release: values.release ?? (values.latest ? 'latest' : undefined),
  jobs: toCount('jobs', values.jobs ?? (values.short ? '6' : '8')),
  minutes: toCount('minutes', values.minutes),
  choice: {
    filters,
    short: values.short,
    walks: toNumbers(values.walks),
    signals: toSignals(values.signals),
  },
})

function toCount(name: string, words: string): number {
  if (!/^[1-9]\d*$/.test(words)) throw new Error(`--${name} takes a number, not ${words}`)
  return Number(words)
}

/** `3-7` is 3, 4, 5, 6 and 7. */
function toNumbers(range: string | undefined): readonly number[] {
  if (range === undefined) return []
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
  if (from === undefined)
    throw new Error(`--walks takes a number or two, such as 3-7, not ${range}`)
  const length = Math.max(0, Number(to) - Number(from) + 1)
  return Array.from({ length }, (_, index) => Number(from) + index)
}

function toSignals(name: string): VariantId {
  if (Object.hasOwn(variants, name)) return name as VariantId
  throw new Error(`--signals takes one of ${Object.keys(variants).join(', ')}, not ${name}`)
}
