// The real clients. A new one is one file, one package with a lockfile, and one line here.

import type { Client } from '../types.ts'
import { claudeCode } from './claude-code.ts'

export const clients: readonly Client[] = [claudeCode]
