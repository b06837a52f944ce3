// eww.yuck by yuck's grammar, and what in it must stay so because it is a matter of safety.

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ewwDir, yuck } from './support.ts'
import { removeTree } from '../remove-tree.ts'

const PARSER = 'tree-sitter-yuck@0.0.2'
const PARSER_SHA512 =
  'udEvZg4dUM3iKvIWDKsoI2goyKm3rbUPobk8b5pEiFChQY9wNFnmpAxa0B69vRQPd7o+rWHGPi+Zz96kTJ/vtA=='

/** Prints where the tree of what it reads has an error. */
const PROGRAM = `
#include <stdio.h>
#include <string.h>
#include <tree_sitter/api.h>
const TSLanguage *tree_sitter_yuck(void);
static void walk(TSNode node) {
  if (!ts_node_has_error(node)) return;
  TSPoint point = ts_node_start_point(node);
  if (ts_node_is_missing(node) || !strcmp(ts_node_type(node), "ERROR"))
    printf("%u:%u %s\\n", point.row + 1, point.column + 1, ts_node_type(node));
  for (uint32_t i = 0; i < ts_node_child_count(node); i++) walk(ts_node_child(node, i));
}
int main(void) {
  static char text[1 << 20];
  size_t size = fread(text, 1, sizeof text, stdin);
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_yuck());
  walk(ts_tree_root_node(ts_parser_parse_string(parser, 0, text, size)));
}`

const dir = mkdtempSync(join(tmpdir(), 'oam-yuck-'))
afterAll(() => removeTree(dir))

/** Not a dependency: npm would have it compiled on every machine. @returns why it cannot be had; '' if it can */
function buildParser(): string {
  try {
    const options = { cwd: dir, stdio: 'pipe', encoding: 'utf8', timeout: 60_000 } as const
    const tarball = join(dir, execFileSync('npm', ['pack', '--silent', PARSER], options).trim())
    const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64')
    if (hash !== PARSER_SHA512) return ` (skipped, as ${PARSER} is not the one that is known)`
    execFileSync('tar', ['xzf', tarball], options)
    writeFileSync(join(dir, 'main.c'), PROGRAM)
    const sources = ['main.c', 'package/src/parser.c', 'package/src/scanner.c']
    execFileSync('cc', ['-Ipackage/src', ...sources, '-ltree-sitter', '-o', 'parse'], options)
    return ''
  } catch {
    return ` (skipped, as it needs npm's registry, a C compiler and libtree-sitter-dev)`
  }
}

const skipped = buildParser()
if (skipped !== '') console.warn(`test/bars/yuck${skipped}`)

const parse = (text: string) =>
  spawnSync(join(dir, 'parse'), { input: text, encoding: 'utf8' }).stdout

describe.skipIf(skipped !== '')(`the grammar${skipped}`, () => {
  test('eww.yuck has no error', () => {
    expect(parse(yuck)).toBe('')
  })

  test('errors are found', () => {
    expect(parse(yuck.slice(0, -3))).not.toBe('')
    expect(parse('(label :text {a + })')).not.toBe('')
  })
})

test('one script feeds it all, and it can be run', () => {
  expect(yuck.match(/\((?:deflisten|defpoll)/g)).toEqual(['(deflisten'])
  accessSync(join(ewwDir, 'otel-ai-monitor-listen'), constants.X_OK)
})

test('a command holds nothing from a line but an id that was found to be plain', () => {
  const commands = [...yuck.matchAll(/:on\w+ (\{[^\n]*\}|"[^\n]*")$/gm)].map(([, text]) => text!)
  expect(yuck.match(/:on\w+/g)).toHaveLength(commands.length)
  const inserted = commands.flatMap((text) => text.match(/\$\{[^}]*\}/g) ?? [])
  const allowed = new Set(['${session.id}', '${EWW_CMD}'])
  expect(inserted.filter((text) => !allowed.has(text))).toEqual([])
  expect(inserted).toContain('${session.id}')
  expect(yuck).toContain('id: (.session_id | plain)')
})

test('clicks have time: eww kills a command after 200 ms by default', () => {
  const boxes = yuck.split('(eventbox').slice(1)
  expect(boxes.length).toBeGreaterThan(0)
  for (const box of boxes) expect(box.slice(0, 300)).toMatch(/:timeout "\d+s"/)
})
