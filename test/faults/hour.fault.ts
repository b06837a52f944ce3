// An hour in which ten thousand sessions come and go, in virtual time through the same core as the daemon's.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { settingsSchema } from '../../src/config/settings.ts'
import { createFeed } from '../../src/feed.ts'
import { createSelection } from '../../src/interpret/selection.ts'
import { decode } from '../../src/otlp/decode.ts'
import { createVirtualClock } from '../../src/runtime/clock.ts'
import { createTracker } from '../../src/tracker.ts'
import { figures } from './support/figures.ts'
import { createSession, type GoodSession } from './support/session.ts'

const startMs = 1_800_000_000_000
const hourMs = 3_600_000
const sessionCount = 10_000
const MIB = 1_048_576

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapMib = (): number => {
  collect()
  return process.memoryUsage().heapUsed / MIB
}

const nothingToday = {
  date: '2027-01-15',
  input_tokens: 0,
  output_tokens: 0,
  cache_tokens: 0,
  cost_usd: null,
  turns: 0,
}

function createCore() {
  const clock = createVirtualClock(startMs)
  const settings = settingsSchema.parse({})
  const selection = createSelection()
  const limits = settings.receiver.limits
  /** By session: its last line. */
  const last = new Map<string, string>()
  let [most, lines] = [0, 0]
  const sink = {
    id: 'test',
    write(texts: readonly string[]) {
      for (const text of texts) {
        lines++
        const isUpdate = text.startsWith('{"type":"session_update"')
        const mentioned = text.split('"session_id":').length - 1
        most = Math.max(most, isUpdate ? mentioned - 1 : mentioned)
        const [, id, state, reason] =
          /"session_id":"(.*?)".*?"state":"(.*?)".*?"reason":"(.*?)"/.exec(text) ?? []
        if (isUpdate && id !== undefined) last.set(id, `${state} ${reason}`)
      }
    },
    stats: () => ({ written: lines, dropped: 0, errors: 0, readers: null }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  const tracker = createTracker({
    tuning: settings,
    clock,
    onChanges: (changes) => feed.push(changes),
  })
  const feed = createFeed({
    clock,
    broadcastIntervalMs: settings.broadcastIntervalMs,
    sinks: [sink],
    sessions: () => tracker.list(),
    today: () => nothingToday,
  })
  feed.start()
  const post = ({ path, body }: GoodSession['prompt']): void => {
    figures.inputs++
    const signal = path === '/v1/traces' ? 'traces' : 'logs'
    const { records } = decode(signal, 'protobuf', body, selection, limits)
    tracker.takeRecords({ records, arrivalMs: clock.now(), origin: 'a' })
  }
  return { clock, tracker, post, last, most: () => most, lines: () => lines, settings }
}

test('memory stays, the cap is kept, and the end of every session is told', () => {
  const core = createCore()
  const { clock, tracker, post, last, settings } = core
  const ids: string[] = []
  let afterTenth = 0
  for (let count = 0; count < sessionCount; count++) {
    clock.advanceTo(startMs + (hourMs / sessionCount) * count)
    const session = createSession(clock.now())
    ids.push(session.id)
    post(session.prompt)
    // Some end their turn, some leave, and most are simply never heard of again.
    if (count % 3 === 0) post(session.reply)
    if (count % 5 === 0) post(session.turnEnd)
    if (count % 7 === 0) post(session.end)
    expect(tracker.list().length).toBeLessThanOrEqual(settings.maxSessions)
    if (count === sessionCount / 10) afterTenth = heapMib() - sizeOf(last)
  }
  const atEnd = heapMib() - sizeOf(last)
  expect(atEnd - afterTenth).toBeLessThan(8)
  clock.advanceTo(startMs + 3 * hourMs)
  expect(tracker.list()).toEqual([])
  expect(core.most()).toBeLessThanOrEqual(settings.maxSessions)
  const ends = new Map<string, number>()
  for (const id of ids) {
    const end = last.get(id) ?? 'never told'
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  expect([...ends.keys()].toSorted()).toEqual([
    'expired evicted',
    'expired superseded',
    'expired timeout',
  ])
  expect(ends.get('expired superseded')).toBe(Math.ceil(sessionCount / 7))
  expect(ends.get('expired evicted')).toBeGreaterThan(sessionCount / 2)
})

/** What the test itself keeps, roughly. */
const sizeOf = (texts: ReadonlyMap<string, string>): number => (texts.size * 300) / MIB
