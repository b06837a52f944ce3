// What older versions of Claude Code do not tell yet.

import { expect, it } from 'vitest'
import { happeningOf, log } from '../interpret/support/records.ts'

it.each([
  ['2.1.197', 'follows'],
  ['2.1.193', 'follows'],
  ['2.2.0', 'follows'],
  ['3.0.0-beta.1', 'follows'],
  ['dev', 'follows'],
  ['2.1.192', undefined],
  ['2.0.300', undefined],
  ['1.9.999', undefined],
])('version %s tells of the text of a reply: %s', (version, told) => {
  const call = log('claude-code', 'api_request', { 'session.id': 's' })
  const resource = { serviceName: 'claude-code', attributes: { 'service.version': version } }
  expect(happeningOf({ ...call, resource })).toMatchObject({ text: told })
})

it.each([
  ['2.1.332', false],
  ['2.2.0', false],
  ['dev', false],
  ['2.1.197', undefined],
  ['2.0.400', undefined],
])('version %s tells whether a sub-agent asked for a tool: %s', (version, told) => {
  const decision = log('claude-code', 'tool_decision', { 'session.id': 's', decision: 'reject' })
  const resource = { serviceName: 'claude-code', attributes: { 'service.version': version } }
  expect(happeningOf({ ...decision, resource })).toHaveProperty('sub', told)
})
