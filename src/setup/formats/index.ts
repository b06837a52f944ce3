// The file formats that agents' settings come in.

import type { FileFormat } from './format.ts'
import { json } from './json.ts'
import { fish, sh } from './shell.ts'
import { toml } from './toml.ts'

/** `sh` is what bash and zsh read. */
export type FormatId = 'json' | 'toml' | 'sh' | 'fish'

/** A file of commands: it says nothing of a process that runs already. */
export const isShell = (format: FormatId): boolean => format === 'sh' || format === 'fish'

export const formats: Readonly<Record<FormatId, FileFormat>> = { json, toml, sh, fish }
