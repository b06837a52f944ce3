// The program as it runs from its sources, without a build.

import { join } from 'node:path'

export const mainSource = join(import.meta.dirname, '../src/main.ts')
