// The file formats that agents' settings come in.

import type { FileFormat } from './format.ts'
import { json } from './json.ts'
import { fish, sh } from './shell.ts'
import { toml } from './toml.ts'

/** `sh` is what bash and zsh read. */
export type FormatId = 'json' | 'toml' | 'sh' | 'fish'

export const formats: Readonly<Record<FormatId, FileFormat>> = { json, toml, sh, fish }
