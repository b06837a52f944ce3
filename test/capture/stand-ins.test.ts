// The shapes that stand-ins keep.

import { describe, expect, it } from 'vitest'
import { createStandIns, type StandIns } from '../../src/capture/stand-ins.ts'

const first = (kind: keyof StandIns, text: string): string => createStandIns()[kind](text)

describe('a stand-in', () => {
  it.each([
    ['id', '734f965d-f4eb-4ba3-9e78-2359ffa78fb1', '00000000-0000-4000-8000-000000000001'],
    ['id', '01a1fad4-c2e1-7253-a218-6b26359063c4', '01a1fad4-c2e1-7000-8000-000000000001'],
    [
      'id',
      '734f965d-f4eb-4ba3-9e78-2359ffa78fb1########3',
      '00000000-0000-4000-8000-000000000001########3',
    ],
    ['id', 'toolu_01AbCdEf', 'toolu_x0000001'],
    ['id', 'ses_e0527d4fbffeM7ZpMiRF3yEdEZ', 'ses_x0000000000000000000000001'],
    ['id', 'call_1795209469098', 'call_0000000000001'],
    ['id', 'acme_42', 'x000001'],
    ['path', '/home/alice/src/secret', '/home/name1/src/name2'],
    ['path', String.raw`C:\Users\alice`, String.raw`C:\Users\name1`],
    ['path', '~/.config/acme', '~/.config/name1'],
    ['name', 'PermissionRequest:Bash', 'PermissionRequest:Bash'],
    ['name', 'mcp__acme__query_crm', 'mcp__name1__name2'],
    ['name', 'agent:custom:acme-reviewer', 'agent:custom:name1'],
    ['name', 'Bash, acme', 'Bash, name1'],
    ['model', 'claude-opus-4-8[1m]', 'claude-opus-4-8[1m]'],
    ['model', 'gpt-4o-mini', 'gpt-4o-mini'],
    ['model', 'ft:gpt-4o:acme::8x', 'name1:gpt-4o:name2::8x'],
    ['model', 'arn:aws:bedrock:123456789012', 'name1:name2:name3:name4'],
    ['email', 'alice@acme.com', 'name1@example.com'],
    ['address', '10.1.2.3', '192.0.2.1'],
    ['address', 'fe80::1', '2001:db8::1'],
    ['hex', '0af7651916cd43dd', '0000000000000001'],
    ['hex', '0000000000000000', '0000000000000000'],
    ['proper', '', ''],
  ] as const)('of the %s %s is %s', (kind, text, standIn) => {
    expect(first(kind, text)).toBe(standIn)
  })

  it('is the same for the same text, and another for another', () => {
    const { id, path, proper } = createStandIns()
    const a = id('734f965d-f4eb-4ba3-9e78-2359ffa78fb1')
    expect(id('734F965D-F4EB-4BA3-9E78-2359FFA78FB1')).toBe(a)
    expect(id('834f965d-f4eb-4ba3-9e78-2359ffa78fb1')).not.toBe(a)
    // A project is named after its directory.
    expect(path('/home/alice/secret').endsWith(`/${proper('secret')}`)).toBe(true)
  })

  it('of ids with a time sorts as they do', () => {
    const ids = [
      '01a1fad4-c2e1-7253-a218-6b26359063c4',
      '01a1fad4-ca02-7b11-90ad-87b78c38d47b',
      '01a1fad6-818d-7ec2-bc31-a29670375de3',
    ]
    const { id } = createStandIns()
    const standIns = ids.toReversed().map((text) => id(text))
    expect(standIns.toSorted()).toEqual(standIns.toReversed())
  })
})
