// A process that posts over many connections, as another user where told, and reports the answers' statuses.

import { connect } from 'node:net'

interface Options {
  readonly port: number
  /** In base64; without one nothing is sent. */
  readonly body?: string
  readonly uid?: number
  readonly connections: number
  /** How many connections are opened at the same time. */
  readonly atOnce?: number
  /** What it does instead of waiting for the answer. */
  readonly leaves?: 'exit' | 'reset' | 'end' | 'never'
}

const options = JSON.parse(process.argv[2]!) as Options
if (options.uid !== undefined) {
  process.setgroups!([])
  process.setgid!(options.uid)
  process.setuid!(options.uid)
}

const body = Buffer.from(options.body ?? '', 'base64')
const head = [
  'POST /v1/logs HTTP/1.1',
  'Host: localhost',
  'Content-Type: application/x-protobuf',
  `Content-Length: ${body.length}`,
]
const request = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])

/** @returns the answer's status; '' where there is none or nobody waits for it */
function sendOnce(): Promise<string> {
  return new Promise((done) => {
    const socket = connect(options.port, '127.0.0.1')
    socket.on('error', () => done(''))
    socket.on('close', () => done(''))
    socket.once('data', (chunk) => done(chunk.toString('latin1').split(' ', 2)[1] ?? ''))
    socket.once('connect', () => {
      if (options.body !== undefined) socket.write(request)
      if (options.leaves === 'reset') socket.resetAndDestroy()
      if (options.leaves === 'end') socket.destroySoon()
      if (options.leaves !== undefined) done('')
    })
  })
}

const answers: string[] = []
const { connections, atOnce = connections } = options
while (answers.length < connections) {
  const batch = Array.from({ length: Math.min(atOnce, connections - answers.length) }, sendOnce)
  answers.push(...(await Promise.all(batch)))
}
if (options.leaves === 'exit') process.exit()
process.send!({ answers })
