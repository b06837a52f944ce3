// Names that want to be commands, markup, control codes or simply too long, all the way to lines, status, bars and notifications.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { requestTypes } from '../otlp/support/reference.ts'
import { controlsIn, HOSTILE } from '../commands/support.ts'
import { expectAnswer, toSent } from './support/client.ts'
import { expectWell, mainPath, startDaemon } from './support/daemon.ts'
import { figures } from './support/figures.ts'
import { makeTempDir } from '../temp-dir.ts'
import { until } from '../until.ts'

const run = promisify(execFile)

const text = (stringValue: string) => ({ stringValue })

/** Must not come to be. @param directory where it would */
const traces = (directory: string): string[] => [
  `$(touch ${directory}/dollar)`,
  `\`touch ${directory}/backtick\``,
  `; touch ${directory}/semicolon #`,
  `'; touch ${directory}/quote; '`,
]

const names = (directory: string): string[] => [
  ...traces(directory),
  HOSTILE,
  '<img src=x onerror=alert(1)>&amp;<b>',
  '\ud800 half a pair \udfff',
  '\u202eevil\u2066',
  '../../../etc/passwd',
  '-rf --help',
  '%s%n%d{}${}',
  '__proto__',
  'constructor',
  '\0\0\0',
  '\r\n{"type":"session_list","sessions":[]}\r\n',
  'n'.repeat(1 << 20),
  '名前'.repeat(10_000),
  '👩‍👩‍👧‍👦'.repeat(2_000),
]

/** A session that has everything named so: itself, its project, directory, model, tool and host. */
function sessionNamed(name: string, encoding: 'json' | 'protobuf') {
  const nowMs = Date.now()
  const log = (ms: number, event: string, more: Record<string, object>) => ({
    timeUnixNano: `${BigInt(nowMs + ms) * 1_000_000n}`,
    attributes: Object.entries({
      'event.name': text(event),
      'session.id': text(name),
      query_source: text('repl_main_thread'),
      ...more,
    }).map(([key, value]) => ({ key, value })),
  })
  const request = {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: text('claude-code') }] },
        scopeLogs: [
          {
            logRecords: [
              log(0, 'user_prompt', {
                project: text(name),
                'workspace.dir': text(name),
                'host.name': text(name),
                model: text(name),
              }),
              log(5, 'tool_decision', {
                decision: text('accept'),
                tool_name: text(name),
                tool_use_id: text(name),
              }),
              log(6, 'hook_execution_start', {
                hook_event: text('PermissionRequest'),
                hook_name: text(`PermissionRequest:${name}`),
              }),
            ],
          },
        ],
      },
    ],
  }
  const type = requestTypes.logs
  const body =
    encoding === 'json'
      ? Buffer.from(JSON.stringify(request))
      : type.encode(type.fromObject(request)).finish()
  return toSent('logs', encoding, body)
}

/** A `notify-send` that writes what it is called with, one JSON list a line. */
function createNotifySend(directory: string): string {
  const [program, log] = [join(directory, 'notify-send'), join(directory, 'calls')]
  writeFileSync(
    program,
    `#!${process.execPath}\nprocess.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n')\n`,
  )
  chmodSync(program, 0o700)
  return log
}

test('hostile names are shown as text, and nothing else', async () => {
  const directory = makeTempDir()
  const calls = createNotifySend(directory)
  await using daemon = await startDaemon({
    env: {
      PATH: `${directory}:${process.env['PATH']}`,
      OTEL_AI_MONITOR_NOTIFICATIONS_ENABLED: 'true',
      OTEL_AI_MONITOR_NOTIFICATIONS_VIA: 'notify-send',
      OTEL_AI_MONITOR_NOTIFICATIONS_MIN_TURN: '0',
    },
  })
  let sent = 0
  const before = (await daemon.health()).receiver.logs.records
  for (const name of names(directory))
    for (const encoding of ['json', 'protobuf'] as const) {
      const answer = await expectAnswer(daemon.port, sessionNamed(name, encoding), 200)
      expect(answer.problem).toBeUndefined()
      sent += 3
    }
  const counted = (await daemon.health()).receiver.logs.records - before
  figures.sent += sent
  figures.counted += counted
  expect(counted).toBe(sent)
  await expectWell(daemon)

  for (const line of daemon.lines) {
    const { type } = JSON.parse(line) as { type: string }
    expect(['session_update', 'session_list']).toContain(type)
    expect(line).not.toMatch(/[\ud800-\udfff]/u)
    expect(controlsIn(line).filter((control) => control < ' ')).toEqual([])
  }

  const options = { env: daemon.env, maxBuffer: 64 << 20 }
  const status = await run(process.execPath, [mainPath, 'status'], options)
  expect(controlsIn(status.stdout)).toEqual([])
  for (const row of status.stdout.split('\n')) expect(row.length).toBeLessThan(2_000)
  for (const format of ['plain', 'waybar', 'i3blocks', 'polybar']) {
    const line = await firstLineOf(['watch', '--format', format], daemon.env)
    expect(controlsIn(line)).toEqual([])
  }

  await until(() => existsSync(calls))
  const told = () => readFileSync(calls, 'utf8').trimEnd().split('\n')
  await until(() => told().length >= 5)
  for (const call of told()) {
    const words = JSON.parse(call) as string[]
    for (const word of words) {
      expect(controlsIn(word)).toEqual([])
      expect(word.length).toBeLessThan(500)
      expect(word).not.toMatch(/<img|<b>/)
    }
  }
  expect(traces(directory).filter((name) => existsSync(/touch (\S+)/.exec(name)![1]!))).toEqual([])
  expect(
    ['dollar', 'backtick', 'semicolon', 'quote'].filter((name) =>
      existsSync(join(directory, name)),
    ),
  ).toEqual([])
  expect(await daemon.stop()).toBe(0)
})

/** A command that goes on: its first line, whatever bar it is for. */
async function firstLineOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, [mainPath, ...args], { env, stdio: [...stdio] })
  onTestFinished(() => void child.kill())
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  child.kill()
  return line
}
