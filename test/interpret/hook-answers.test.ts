// Questions to the person that a hook answers, as Claude Code's logs tell them.

import { expect, it } from 'vitest'
import { interpret, log } from './support/records.ts'

const asks = (tool: string, session = 's') =>
  log('claude-code', 'hook_execution_start', {
    'session.id': session,
    hook_event: 'PermissionRequest',
    hook_name: `PermissionRequest:${tool}`,
  })
const decides = (tool_name: string, source = 'hook', decision = 'accept') =>
  log('claude-code', 'tool_decision', { 'session.id': 's', tool_name, source, decision })

const kinds = (...records: readonly ReturnType<typeof log>[]) =>
  interpret(...records).map(({ happening }) => happening.kind)

it('a question that is answered in the same batch was none', () => {
  expect(kinds(asks('Bash'), decides('Bash'))).toEqual(['activity', 'tool_started'])
  const refused = decides('Bash', 'hook', 'reject')
  expect(kinds(asks('Bash'), refused)).toEqual(['activity', 'tool_refused'])
  const twice = [asks('Bash'), asks('Bash'), decides('Bash'), decides('Bash')]
  expect(kinds(...twice).slice(0, 2)).toEqual(['activity', 'activity'])
})

it('one that the person answers stands, and so do those about another tool or of another session', () => {
  for (const source of ['user_temporary', 'config'])
    expect(kinds(asks('Bash'), decides('Bash', source))[0]).toBe('blocked')
  expect(kinds(asks('Edit'), decides('Bash'))[0]).toBe('blocked')
  expect(kinds(asks('Bash', 't'), decides('Bash'))[0]).toBe('blocked')
})

it('an answer is to no question behind it', () => {
  expect(kinds(decides('Bash'), asks('Bash'))[1]).toBe('blocked')
  expect(kinds(asks('Bash'), decides('Bash'), asks('Bash'))).toEqual([
    'activity',
    'tool_started',
    'blocked',
  ])
})

it('of several about one tool all stand where not all are answered', () => {
  expect(kinds(asks('Bash'), asks('Bash'), decides('Bash')).slice(0, 2)).toEqual([
    'blocked',
    'blocked',
  ])
})
