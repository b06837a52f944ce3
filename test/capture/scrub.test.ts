// Everything that could tell whose a recording is, put wherever it can stand, in both encodings.

import { describe, expect, it } from 'vitest'
import { createScrub } from '../../src/capture/scrub.ts'
import { agents } from '../../src/agents/index.ts'
import { requestTypes } from '../otlp/support/reference.ts'
import { field } from '../otlp/support/wire.ts'

const text = (stringValue: string) => ({ stringValue })
const attribute = (key: string, value: object) => ({ key, value })

const session = '734f965d-f4eb-4ba3-9e78-2359ffa78fb1'

const resource = {
  attributes: [
    attribute('service.name', text('claude-code')),
    attribute('service.version', text('2.1.197')),
    attribute('host.name', text('secret-host')),
    attribute('process.owner', text('secretuser')),
    attribute('process.pid', text('4242')),
    attribute('process.command_args', {
      arrayValue: { values: [text('/home/secretuser/bin/claude'), text('--secret-flag')] },
    }),
    attribute('user.email', text('secret@secret.org')),
    attribute('user.account_id', { intValue: 77_777_777 }),
    attribute('client.address', text('10.9.8.7')),
    attribute('vcs.repository.url', text('git@secret.org:secret/repo.git')),
    attribute('team', text('secret')),
    attribute('blob', { bytesValue: Buffer.from('secret').toString('base64') }),
    attribute('map', { kvlistValue: { values: [attribute('secret', text('secret'))] } }),
  ],
}

const attributes = [
  attribute('session.id', text(session)),
  attribute('workspace.dir', text('/home/secretuser/src/secret-project')),
  attribute('project', text('secret-project')),
  attribute('tool_name', text('mcp__secret__query')),
  attribute('model', text('ft:gpt-4o:secret')),
  attribute('decision', text('accept')),
  attribute('source', text('see /home/secretuser')),
  attribute('trigger', text('a secret sentence')),
  attribute('duration_ms', text('8044')),
  attribute('attempt', { intValue: 3 }),
  attribute('prompt', text('secret words')),
  attribute('event.name', text('tool_decision')),
]

const bodies = {
  logs: {
    resourceLogs: [
      {
        resource,
        scopeLogs: [
          {
            scope: { name: 'com.anthropic.claude_code.events', version: '2.1.197' },
            logRecords: [
              { timeUnixNano: '5', body: text('secret'), severityText: 'INFO', attributes },
            ],
          },
        ],
      },
    ],
  },
  traces: {
    resourceSpans: [
      {
        resource,
        scopeSpans: [
          {
            spans: [
              {
                name: 'execute_tool secret_tool',
                startTimeUnixNano: '5',
                attributes,
                status: { code: 2, message: 'secret failure' },
                events: [{ name: 'read /home/secretuser/x', attributes }],
              },
              { name: `GET /session/ses_e0527d4fbffeM7ZpMiRF3yEdEZ`, attributes },
            ],
          },
        ],
      },
    ],
  },
  metrics: {
    resourceMetrics: [
      {
        resource,
        scopeMetrics: [
          {
            metrics: [
              { name: 'a.b', unit: '{token}', sum: { dataPoints: [{ asInt: '7', attributes }] } },
            ],
          },
        ],
      },
    ],
  },
} as const

const SECRETS = /secret|734f965d|77777777|10\.9\.8\.7|ses_e0527|org\b/i

type Message = Readonly<Record<string, unknown>>

const decoded = (signal: keyof typeof bodies, body: Uint8Array): Message =>
  requestTypes[signal].toObject(requestTypes[signal].decode(body), { longs: String })

describe.each(['logs', 'traces', 'metrics'] as const)('%s', (signal) => {
  const type = requestTypes[signal]
  const binary = type.encode(type.fromObject(bodies[signal])).finish()
  const json = Buffer.from(JSON.stringify(bodies[signal]))

  it('hold nothing that tells whose they are', () => {
    expect(JSON.stringify(decoded(signal, binary))).toMatch(SECRETS)
    const scrub = createScrub()
    expect(JSON.stringify(decoded(signal, scrub(signal, 'protobuf', binary)))).not.toMatch(SECRETS)
    expect(Buffer.from(scrub(signal, 'json', json)).toString()).not.toMatch(SECRETS)
  })

  it('are the same in both encodings', () => {
    const fromJson = JSON.parse(
      Buffer.from(createScrub()(signal, 'json', json)).toString(),
    ) as Message
    const scrubbed = decoded(signal, createScrub()(signal, 'protobuf', binary))
    expect(scrubbed).toEqual(decoded(signal, type.encode(type.fromObject(fromJson)).finish()))
  })

  it('lose fields that nobody knows', () => {
    const group = field(1, field(99, 'secret'), field(2, field(2, field(98, 'secret'))))
    const body = Buffer.concat([binary, Buffer.from(field(77, 'secret')), Buffer.from(group)])
    expect(Buffer.from(createScrub()(signal, 'protobuf', body)).toString('latin1')).not.toMatch(
      SECRETS,
    )
    const [list] = Object.keys(bodies[signal])
    const more = JSON.stringify({ secret: 'secret', [list!]: [{ secret: 1, schemaUrl: 'secret' }] })
    expect(Buffer.from(createScrub()(signal, 'json', Buffer.from(more))).toString()).toBe(
      `{"${list}":[{}]}`,
    )
  })
})

it('keeps what the rules read', () => {
  const [group] = (
    JSON.parse(
      Buffer.from(
        createScrub()('logs', 'json', Buffer.from(JSON.stringify(bodies.logs))),
      ).toString(),
    ) as typeof bodies.logs
  ).resourceLogs
  const [scope] = group.scopeLogs
  const kept = new Map(
    scope.logRecords[0].attributes.map(({ key, value }) => [key, Object.values(value)[0]]),
  )
  expect(Object.fromEntries(kept)).toMatchObject({
    'event.name': 'tool_decision',
    attempt: 3,
    decision: 'accept',
    duration_ms: '8044',
    tool_name: expect.stringMatching(/^mcp__name\d__name\d$/),
    'workspace.dir': expect.stringMatching(/^\/home\/name\d\/src\/name\d$/),
    project: kept.get('workspace.dir')!.toString().split('/').at(-1),
  })
})

it('takes every id that an agent’s rules read for one', () => {
  const ids = agents.flatMap(({ id, attributes: names, sessionId, identifying = {} }) =>
    names
      .filter((name) => /(?:^|[._])id$|Id$/.test(name) && !sessionId.includes(name))
      .flatMap((name) => (Object.hasOwn(identifying, name) ? [] : [`${id}: ${name}`])),
  )
  expect(ids).toEqual([])
})

it('keeps no name of a Codex agent of one’s own, and still tells it from the main one', () => {
  const typesOf = ['main', 'secret-role'].map((role) => attribute('agent.type', text(role)))
  const logs = {
    resourceLogs: [
      {
        resource: { attributes: [attribute('service.name', text('codex_cli_rs'))] },
        scopeLogs: [{ logRecords: [{ attributes: typesOf }] }],
      },
    ],
  }
  const scrubbed = createScrub()('logs', 'json', Buffer.from(JSON.stringify(logs)))
  const roles = Buffer.from(scrubbed)
    .toString()
    .match(/(?<="stringValue":")[^"]*/g)
  expect(roles?.slice(1)).toEqual(['main', expect.stringMatching(/^name\d$/)])
})
