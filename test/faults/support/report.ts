// Before all suites: a place for their figures. After them: the sums, in words.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figures } from './figures.ts'

export function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'otel-ai-monitor-faults-'))
  const file = join(directory, 'figures')
  process.env['FAULT_FIGURES'] = file
  return () => {
    const suites = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Figures)
    const sum = (of: (figures: Figures) => number) => suites.reduce((all, one) => all + of(one), 0)
    rmSync(directory, { recursive: true })
    console.log(`
faults
  inputs tried                    ${sum(({ inputs }) => inputs)}
  crashes                         ${sum(({ crashes }) => crashes)}
  wrong answers                   ${sum(({ wrong }) => wrong)}
  records in good requests        ${sum(({ sent }) => sent)}
  records lost without being said ${sum(({ sent, counted }) => sent - counted)}
  worst answer                    ${Math.max(...suites.map(({ worstMs }) => worstMs)).toFixed(0)} ms
`)
  }
}
