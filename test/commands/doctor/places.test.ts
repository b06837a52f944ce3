// By which variables an agent finds its files, as the doctor and setup know them.

import { expect, test } from 'vitest'
import { placeVariableOf } from '../../../src/agents/live/index.ts'
import { agentSetups } from '../../../src/setup/index.ts'

/** What the shell's start-up file says is no place. */
const isPlace = (name: string) => !name.startsWith('OTEL_')

test.each(agentSetups.map((setup) => [setup.id, setup] as const))(
  'the variable by which setup finds the files of %s is known to the doctor',
  (id, setup) => {
    const asked = new Set<string>()
    const env = new Proxy<Record<string, string | undefined>>(
      {},
      { get: (_, name) => void asked.add(String(name)) },
    )
    setup.files({ home: '/', configHome: '/', env, shell: 'bash' })
    const known = placeVariableOf(id)
    expect([...asked].filter(isPlace)).toEqual(known === undefined ? [] : [known])
  },
)
