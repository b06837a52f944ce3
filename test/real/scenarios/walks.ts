// Scenarios made at random: several turns in a row, with pauses of any length between them. A number makes the same one again.

import {
  approve,
  compact,
  ended,
  helper,
  interrupt,
  model,
  pause,
  prompt,
  quit,
  reject,
  renew,
  screen,
  settle,
  type Step,
  turn,
  waiting,
} from '../harness/steps.ts'
import type { Scenario } from '../scenarios.ts'
import type { Client } from '../types.ts'
import { endsLate } from './agents.ts'

/** Chooses; the same way for the same seed. */
interface Dice {
  /** Both included. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
}

/** `place` counts the turns of the walk, so that no two of them write the same file. */
type Turn = (dice: Dice, place: number) => readonly Step[]

const asked: readonly Step[] = [model('tool_requested', waiting), screen('asks')]
const thinking = (dice: Dice): Step => pause(dice.pick([400, 1_200, 2_500, 5_000, 9_000]))
const approved = (dice: Dice): readonly Step[] => [...asked, thinking(dice), approve]
const answered = model('text_done', ended.ok)

const turns: Readonly<Record<string, Turn>> = {
  plain: (dice) => turn(`MOCK:plain ${dice.between(1, 4)}`),
  stream: (dice) => turn(`MOCK:stream ${dice.between(3, 9)}`),
  slow: (dice) => turn(`MOCK:slow ${dice.between(2, 9)}`),
  tool: (dice) => turn(`MOCK:bash ${dice.between(1, 14)}`),
  'two tools': (dice) => turn(`MOCK:two ${dice.between(1, 4)}`),
  'tool, slow': (dice) => turn(`MOCK:bash 1 then slow ${dice.between(3, 8)}`),
  'failed tool, slow': () => turn('MOCK:badtool then slow 5'),
  rounds: (dice) => turn(`MOCK:bash ${dice.between(1, 3)} then badtool then bash 2`),
  retries: () => turn('MOCK:error 529 x2'),
  error: () => [prompt('MOCK:error 400'), model('error', ended.error)],
  approved: (dice, place) => [prompt(`MOCK:touch a${place}`), ...approved(dice), answered],
  'text, approved': (dice, place) => [prompt(`MOCK:ttouch b${place}`), ...approved(dice), answered],
  'approved, slow': (dice, place) => [
    prompt(`MOCK:touch c${place} then slow ${dice.between(3, 8)}`),
    ...approved(dice),
    answered,
  ],
  'approved twice': (dice, place) => [
    prompt(`MOCK:touch d${place} then bash 2 then ttouch e${place}`),
    ...approved(dice),
    model('tool_requested'),
    ...approved(dice),
    answered,
  ],
  rejected: (dice, place) => [
    prompt(`MOCK:${dice.pick(['touch', 'ttouch'])} f${place}`),
    ...asked,
    thinking(dice),
    reject,
  ],
  'stopped reply': (dice) => [
    prompt('MOCK:stream 20'),
    model('first_byte'),
    pause(dice.between(800, 4_000)),
    interrupt,
    model('aborted'),
  ],
  'stopped call': (dice) => [
    prompt('MOCK:slow 30'),
    model('request'),
    pause(dice.between(1_500, 5_000)),
    interrupt,
    model('aborted'),
  ],
  'stopped tool': (dice) => [
    prompt('MOCK:bash 30'),
    model('tool_requested'),
    pause(dice.between(2_000, 6_000)),
    interrupt,
  ],
  'sub-agent': (dice) => [
    prompt(`MOCK:subagent bash ${dice.between(1, 4)}`),
    model('tool_requested'),
    helper('text_done'),
    answered,
  ],
  'long tool': (dice) => [...turn(`MOCK:long ${dice.between(2, 14)}`)],
  'sub-agent that asks': (dice, place) => [
    prompt(`MOCK:subagent touch f${place}`),
    model('tool_requested'),
    helper('tool_requested', waiting),
    screen('asks'),
    thinking(dice),
    approve,
    helper('text_done'),
    answered,
  ],
  question: (dice) => [prompt('MOCK:ask'), ...approved(dice), answered],
  // Less than two exchanges cannot be compacted.
  compact: () => [...turn('MOCK:plain'), ...turn('MOCK:plain 2'), pause(1_500), compact, answered],
  clear: () => [
    ...turn('MOCK:plain'),
    settle,
    renew('clear'),
    pause(1_500),
    ...turn('MOCK:plain 2'),
  ],
}

/** What a client has not, or does another way than the turns above say. */
const without: Readonly<Record<string, readonly string[]>> = {
  codex: ['question'],
  'gemini-cli': ['question', 'sub-agent', 'sub-agent that asks', 'compact'],
  'qwen-code': ['question', 'sub-agent', 'sub-agent that asks', 'compact'],
  copilot: ['question', 'sub-agent', 'compact', 'stopped call'],
  opencode: ['clear', 'compact'],
}

/** The walk of that number for that client: three to six turns, and the end of the session. */
export function toWalk({ id }: Client, seed: number): Scenario {
  const dice = toDice(seed)
  const choices = Object.keys(turns).filter((name) => !without[id]?.includes(name))
  const names = Array.from({ length: dice.between(3, 6) }, () => dice.pick(choices))
  const steps = names.flatMap((name, place) => [
    ...turns[name]!(dice, place),
    pause(dice.pick([300, 300, 1_500, 4_000, 8_000, 14_000])),
  ])
  const title = `At random: ${names.join('; ')}`
  const knowledge = {
    ...(names.some((name) => name.startsWith('sub-agent')) && endsLate),
    // Its program for notices is not told of a compaction.
    ...(names.includes('compact') && { 'codex/hooks': { ok: 'inferred' } as const }),
  }
  return { id: `walk-${seed}`, title, steps: [...steps, ...quit], knowledge }
}

/** A counter through an integer hash with little bias (of the hash prospector's): enough to choose by. */
function toDice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1))
  return { between, pick: (choices) => choices[between(0, choices.length - 1)]! }
}
