// The styles, compiled from SCSS and read by GTK's own CSS parser.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { lacking, output, startXvfb } from '../desktop/support.ts'
import { ewwDir, lackingGtk, python, yuck } from './support.ts'

const PARSE = `
import sys, gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
provider = Gtk.CssProvider()
provider.connect("parsing-error", lambda _, section, error: print(section.get_start_line() + 1, error.message))
try:
    provider.load_from_data(sys.stdin.buffer.read())
except Exception:
    pass
`

async function parse(css: string): Promise<string> {
  const env = { PATH: process.env.PATH, DISPLAY: await startXvfb() }
  return spawnSync(python, ['-c', PARSE], { env, input: css, encoding: 'utf8' }).stdout
}

const skipped = lacking(['sassc', 'Xvfb']) || lackingGtk()

describe.skipIf(skipped !== '')(`eww.scss${skipped}`, () => {
  const env = { PATH: process.env.PATH }
  const compile = (before = '') => {
    const input = `${before}@import "eww";`
    const { stdout, stderr } = spawnSync('sassc', ['--stdin', '-I', ewwDir], {
      env,
      input,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    return stdout
  }

  test('GTK has no complaint', async () => {
    expect(await parse(output(['sassc', `${ewwDir}/eww.scss`], env))).toBe('')
    expect(await parse('.a { colour: red; }')).not.toBe('')
  })

  test('variables set before the import win, and motion can be left out', async () => {
    const css = compile('$agents-waiting: #123456; $agents-surface: red; $agents-motion: false;')
    expect(css).toContain('color: #123456')
    expect(css).not.toContain('animation')
    expect(await parse(css)).toBe('')
  })

  test('nothing but classes of its own is styled', () => {
    const css = compile().replaceAll(/@keyframes[^{]*\{([^{}]*\{[^}]*\})*\s*\}/g, '')
    const selectors = css.match(/[^{}]+(?=\{)/g) ?? []
    for (const selector of selectors.flatMap((list) => list.split(','))) {
      expect(selector.trim()).toMatch(/^\.agents/)
    }
  })
})

test('no style is for a class that no widget has, and every state has its own', () => {
  const scss = readFileSync(`${ewwDir}/eww.scss`, 'utf8')
  const looks = ['waiting', 'working', 'completed', 'failed', 'expired', 'idle']
  const styled = Array.from(scss.matchAll(/\.(agents-[a-z-]*[a-z])/g), ([, name]) => name!)
  expect(styled).toEqual(expect.arrayContaining(looks.map((look) => `agents-${look}`)))
  const used = new Set(yuck.match(/agents-[a-z-]*[a-z]/g))
  const isPutTogether = (name: string) =>
    looks.includes(name.slice('agents-'.length)) || /^agents-(?:is-[a-z]+|from)$/.test(name)
  expect(styled.filter((name) => !used.has(name) && !isPutTogether(name))).toEqual([])
})
