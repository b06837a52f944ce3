// This program's version and the files that come with it.

import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the package; its root is one directory up both in src/ and in dist/. */
export const packageFile = (path: string): URL => new URL(`../${path}`, import.meta.url)

/** The program itself, which is beside this file in src/ and in dist/. */
export const programFile: string = fileURLToPath(
  new URL(`main${extname(import.meta.filename)}`, import.meta.url),
)

const manifest = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
  readonly version: string
}

export const { version } = manifest
