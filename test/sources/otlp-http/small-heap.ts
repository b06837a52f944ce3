// A receiver in a process of its own, whose heap may be kept small; it tells its port.

import { pino } from 'pino'
import { openOtlpHttp, otlpHttpOptions } from '../../../src/sources/otlp-http.ts'
import { select } from '../../otlp/support/selections.ts'

const { port } = await openOtlpHttp(otlpHttpOptions.parse({ port: 0 }), {
  log: pino({ level: 'silent' }),
  now: Date.now,
  selection: select({ attributes: new Set(['session.id']) }),
  onRecords: () => undefined,
  health: () => ({}),
})
process.send!(port)
