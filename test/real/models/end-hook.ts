// A hook of the person's for the end of a turn: the first time it tells the agent to go on.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const mark = join(process.env['HOME']!, 'went-on')
const isFirst = !existsSync(mark)
writeFileSync(mark, '')
process.stdout.write(
  JSON.stringify(isFirst ? { decision: 'block', reason: 'There is more to be done.' } : {}),
)
