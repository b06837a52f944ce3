// What a fault suite counted: kept per file while it runs, added up and printed at the end of the run.

import { appendFileSync } from 'node:fs'
import { afterAll } from 'vitest'

export interface Figures {
  /** Requests and connections that were tried. */
  inputs: number
  /** Answers that are not what the specification says. */
  wrong: number
  /** Programs that ended by themselves. */
  crashes: number
  /** Records in requests that were answered with success. */
  sent: number
  /** Of these, the ones the program has counted. */
  counted: number
  /** The slowest answer, ms. */
  worstMs: number
}

/** This file's. */
export const figures: Figures = {
  inputs: 0,
  wrong: 0,
  crashes: 0,
  sent: 0,
  counted: 0,
  worstMs: 0,
}

/** Every input of the suites is in reach of a person's patience, or all of them are tried. */
export const isAll = process.env['FAULTS'] === 'all'

afterAll(() => {
  const file = process.env['FAULT_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`)
})
