// Sorts the words of a command line into flags and bare words, and names those that are neither.

import { parseArgs } from 'node:util'
import type { Command } from '../commands/command.ts'
import type { Field } from '../config/field.ts'
import type { NamedText, Problem } from '../config/layer.ts'
import { didYouMean } from '../config/nearest.ts'
import { type Flag, flagsOf, positionalsOf } from './flags.ts'

/** A text for one field, and whose field it is. */
export interface Word extends NamedText {
  readonly owner: Flag['owner']
}

export interface Words {
  readonly words: readonly Word[]
  readonly problems: readonly Problem[]
}

interface Option {
  readonly index: number
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

/** @param args what comes after the command's name */
export function readWords(command: Command, args: readonly string[]): Words {
  const flags = flagsOf(command)
  const sorter = new Sorter(flags, positionalsOf(command))
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(flags.map(toParseOption)),
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'option') sorter.addOption(token)
    if (token.kind === 'positional') sorter.addPositional(token.value, token.index)
  }
  return sorter
}

function toParseOption({ name, short, implied }: Flag) {
  const type = implied === undefined ? ('string' as const) : ('boolean' as const)
  return [name, short === undefined ? { type } : { type, short }] as const
}

class Sorter implements Words {
  readonly words: Word[] = []
  readonly problems: Problem[] = []
  readonly #flags: ReadonlyMap<string, Flag>
  readonly #positionals: Field[]
  #unknownIndex = -2

  constructor(flags: readonly Flag[], positionals: readonly Field[]) {
    this.#flags = new Map(flags.map((flag) => [flag.name, flag]))
    this.#positionals = [...positionals]
  }

  addPositional(text: string, index: number): void {
    const [field] = this.#positionals
    if (field !== undefined) {
      if (!field.isList) this.#positionals.shift()
      this.words.push({ field, name: field.placeholder, text, owner: 'command' })
      return
    }
    // After an unknown flag it is probably that flag's value.
    if (index !== this.#unknownIndex + 1) this.#report(text, 'unexpected argument')
  }

  addOption(option: Option): void {
    const flag = this.#flags.get(option.name)
    if (flag === undefined) {
      this.#unknownIndex = option.index
      const isLong = option.rawName.startsWith('--')
      const hint = isLong ? didYouMean(option.name, this.#flags.keys(), '--') : ''
      this.#report(option.rawName, `unknown flag${hint}`)
      return
    }
    const text = flag.implied ?? option.value
    if (flag.implied !== undefined && option.inlineValue === true) {
      this.#report(option.rawName, 'takes no value')
    } else if (text === undefined || text === '' || isTakenFromNextFlag(flag, option)) {
      this.#report(option.rawName, `needs a value: --${flag.name} ${flag.field.placeholder}`)
    } else {
      this.words.push({ field: flag.field, name: option.rawName, text, owner: flag.owner })
    }
  }

  #report(where: string, message: string): void {
    this.problems.push({ source: 'flag', where, message })
  }
}

/** `--port --host x` lacks the port; `--port -1` has one, if a bad one. */
function isTakenFromNextFlag(flag: Flag, { value, inlineValue }: Option): boolean {
  return flag.implied === undefined && inlineValue !== true && /^-[^\d]/.test(value ?? '')
}
