// Writes what the documentation repeats from the code: the settings' JSON Schema and the README's table of them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  replaceBetweenMarkers,
  SCHEMA_FILE,
  toSchemaText,
  toSettingsTable,
} from './settings-doc.ts'

const root = join(import.meta.dirname, '..')
const schemaPath = join(root, SCHEMA_FILE)
mkdirSync(dirname(schemaPath), { recursive: true })
writeFileSync(schemaPath, toSchemaText())

const readmePath = join(root, 'README.md')
const readme = readFileSync(readmePath, 'utf8')
writeFileSync(readmePath, replaceBetweenMarkers(readme, toSettingsTable()))
