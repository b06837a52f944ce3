// What is in a directory, which may not be there.

import { readdirSync } from 'node:fs'

/** @returns nothing where it cannot be read */
export function listNames(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
