// `doctor`: whether daemon, desktop and running agents fit together, and what helps where they do not.

import { z } from 'zod'
import { toVerdict, type Verdict } from './doctor/finding.ts'
import { toReport } from './doctor/report.ts'
import type { Command } from './command.ts'

const options = z.strictObject({
  json: z.boolean().default(false).describe('print the findings as one line of JSON'),
})

const EXIT_CODES: Readonly<Record<Verdict, number>> = { ok: 0, warning: 1, error: 1, down: 69 }

/** Ends with 0 where all is well, 1 where something can be improved, 69 where no daemon receives. */
export const doctorCommand = {
  name: 'doctor',
  summary: 'Check the daemon, the desktop and the running agents',
  options,
  settings: ['host', 'port'],
  async run({ json }, io) {
    const { examine } = await import('./doctor/examine.ts')
    const findings = await examine(io)
    const verdict = toVerdict(findings)
    const isColored = io.isTTY.stdout && !io.env['NO_COLOR']
    io.stdout.write(
      json ? `${JSON.stringify({ verdict, findings })}\n` : toReport(findings, isColored),
    )
    return EXIT_CODES[verdict]
  },
} satisfies Command<typeof options>
