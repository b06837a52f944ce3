// Prints "passed failed skipped" of a vitest JSON report, then a line for each test that failed or was skipped.

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const [file = ''] = process.argv.slice(2)
const report = JSON.parse(readFileSync(file, 'utf8')) as Report
const tests = report.testResults.flatMap(({ name, status, assertionResults }) => {
  const path = relative(process.cwd(), name)
  const own = assertionResults.map((test) => ({ ...test, path }))
  // A file that cannot even be loaded counts as one failed test.
  const isBroken = status === 'failed' && own.every((test) => test.status !== 'failed')
  return isBroken ? [...own, { path, fullName: '(the file itself)', status: 'failed' }] : own
})
const failed = tests.filter(({ status }) => status === 'failed')
const skipped = tests.filter(({ status }) => status !== 'failed' && status !== 'passed')
const passedCount = tests.length - failed.length - skipped.length
process.stdout.write(`${passedCount} ${failed.length} ${skipped.length}\n`)
for (const { path, fullName } of failed) process.stdout.write(`failed: ${path}: ${fullName}\n`)
for (const { path, fullName } of skipped) process.stdout.write(`skipped: ${path}: ${fullName}\n`)
