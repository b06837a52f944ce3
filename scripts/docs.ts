// Writes what the documentation repeats from the code: the settings' JSON Schema and the tables of them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceBetweenMarkers, SCHEMA_FILE, settingsTables, toSchemaText } from './settings-doc.ts'

const root = join(import.meta.dirname, '..')
const schemaPath = join(root, SCHEMA_FILE)
mkdirSync(dirname(schemaPath), { recursive: true })
writeFileSync(schemaPath, toSchemaText())

for (const [name, table] of settingsTables) {
  const path = join(root, name)
  writeFileSync(path, replaceBetweenMarkers(readFileSync(path, 'utf8'), table))
}
