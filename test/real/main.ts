// `npm run test:real`: plays the scenarios with the real clients, several at a time, and tells what was seen.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clients } from './clients/index.ts'
import { install, installRelease } from './harness/packages.ts'
import { play } from './harness/play.ts'
import { runAll } from './harness/pool.ts'
import { openRecording, type Recording } from './harness/recording.ts'
import { openFolder, type Job } from './harness/stage.ts'
import { openTmux } from './harness/tmux.ts'
import { readOptions } from './options.ts'
import { inTurn, isRecordable, toJobs } from './plan.ts'
import { isRight, toReport, toSummary, type ClientResults, type Result } from './results.ts'
import { toPage } from './table.ts'
import type { Client } from './types.ts'

const options = readOptions()
const { choice } = options
const startMs = Date.now()
const lastStartMs = startMs + options.minutes * 60_000
await using releases = openFolder('release')
await using tmux = openTmux(`otel-ai-monitor-real-${process.pid}`)

async function tryInstall(client: Client): Promise<Omit<ClientResults, 'results'>> {
  try {
    const { release } = options
    const one = release ? installRelease(client, release, releases.path) : install(client)
    return { id: client.id, installed: await one, failure: undefined }
  } catch (error) {
    return { id: client.id, installed: undefined, failure: (error as Error).message }
  }
}

function recordingOf(job: Job): Recording | undefined {
  if (options.record === undefined) return undefined
  const { client, scenario, variant } = job
  const agent_version = installed.find((one) => one.id === client.id)?.installed?.version
  const name = `${scenario.id}-${variant.id}`
  const description = scenario.title
  const about = { agent: client.id, agent_version, scenario: name, description }
  return openRecording(join(options.record, client.id, name), about)
}

async function tryPlay(job: Job): Promise<Result> {
  const startedMs = Date.now()
  const result = (rest: Pick<Result, 'played' | 'failure'>): Result => {
    const whole = { job, seconds: (Date.now() - startedMs) / 1000, ...rest }
    console.log(toReport(whole, options.transcripts))
    return whole
  }
  const attempt = async (): Promise<Result> => {
    if (Date.now() > lastStartMs) return result({ played: undefined, failure: 'out of time' })
    const recording = recordingOf(job)
    return play(job, tmux, recording).then(
      (played) => result({ played, failure: undefined }),
      (error: Error) => {
        recording?.discard()
        return result({ played: undefined, failure: error.message })
      },
    )
  }
  const first = await attempt()
  // A key that a busy client lost says nothing of the daemon; what was played counts, right or wrong.
  return first.played || Date.now() > lastStartMs ? first : attempt()
}

const isWanted = (client: Client): boolean => toJobs({ client, modules: '' }, choice).length > 0
const installed = await Promise.all(clients.filter(isWanted).map(tryInstall))
const all = installed.flatMap((one) => (one.installed ? toJobs(one.installed, choice) : []))
const jobs = options.record === undefined ? all : all.filter(isRecordable)
const left = all.length - jobs.length
console.log(`${jobs.length} scenarios${left > 0 ? `, and ${left} that cannot be recorded` : ''}`)
const played = await runAll(inTurn(jobs), options.jobs, tryPlay)
const results = jobs.flatMap((job) => played.find((result) => result.job === job) ?? [])
const whole: readonly ClientResults[] = installed.map((one) => ({
  ...one,
  results: results.filter(({ job }) => job.client.id === one.id),
}))
const summary = whole.map(toSummary).join('\n')
console.log(`\n${summary}\n${((Date.now() - startMs) / 60_000).toFixed(1)} minutes`)
if (options.summary !== undefined) writeFileSync(options.summary, `${summary}\n`)
if (options.docs) {
  const page = new URL('../../docs/real-agents.md', import.meta.url)
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(page, toPage(readFileSync(page, 'utf8'), whole, date))
}
// A client that cannot be had is told loudly above, and is no fault of the daemon.
if (results.length === 0 || !results.every(isRight)) process.exitCode = 1
