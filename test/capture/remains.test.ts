import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { requestType } from '../../src/capture/messages.ts'
import { findRemains } from '../../src/capture/remains.ts'
import { makeTempDir } from '../temp-dir.ts'

const alice = { home: '/home/alice', user: 'alice', host: 'wonderland' }

function recording(name: string, ...bodies: string[]): string {
  const directory = makeTempDir()
  const lines = bodies.map((body) =>
    JSON.stringify({ user_agent: 'agent/1', body_base64: Buffer.from(body).toString('base64') }),
  )
  const text = `${lines.join('\n')}\n`
  const file = join(directory, name)
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text)
  return file
}

test.each(['a.ndjson', 'a.ndjson.gz'])('what is left is found in %s', async (name) => {
  const file = recording(name, '\u0012\u0005alice', 'in /home/alice/x', 'on Wonderland.', 'nothing')
  expect(await findRemains(file, alice)).toEqual([
    { what: 'your home directory', requests: 1 },
    { what: 'your user name', requests: 2 },
    { what: 'this machine’s name', requests: 1 },
  ])
})

test('a part of a longer word is nothing, nor is a word that everybody uses', async () => {
  const file = recording('a', 'malice', 'user', '/')
  expect(await findRemains(file, alice)).toEqual([])
  expect(await findRemains(file, { home: '/', user: 'user', host: 'x' })).toEqual([])
})

test('what looks like a short name in the numbers of a message is none', async () => {
  const span = { traceId: Buffer.from('..vm............'), name: 'in alice' }
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }
  const type = requestType('traces')
  const body = Buffer.from(type.encode(type.fromObject(request)).finish())
  const line = { path: '/v1/traces', body_base64: body.toString('base64') }
  const file = join(makeTempDir(), 'a')
  writeFileSync(file, `${JSON.stringify(line)}\n`)
  const person = { ...alice, host: 'vm' }
  expect(await findRemains(file, person)).toEqual([{ what: 'your user name', requests: 1 }])
  const damaged = { ...line, body_base64: Buffer.from('\u0012\u0009vm').toString('base64') }
  writeFileSync(file, `${JSON.stringify(damaged)}\n`)
  expect(await findRemains(file, person)).toEqual([{ what: 'this machine’s name', requests: 1 }])
})

test('a name is found behind an escape', async () => {
  const file = recording('a', JSON.stringify({ text: 'by\nalice' }))
  expect(await findRemains(file, alice)).toEqual([{ what: 'your user name', requests: 1 }])
})
