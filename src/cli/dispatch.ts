// Finds the command that a command line names, and runs it with what the line says.

import { z } from 'zod'
import { type CommandIo, EX_USAGE, type ProgramIo } from '../commands/command.ts'
import { commandEntries, loadCommands } from '../commands/registry.ts'
import { SettingsError, toProblemLine } from '../config/errors.ts'
import { didYouMean } from '../config/nearest.ts'
import { toSettingsPlace } from '../config/place.ts'
import { resolveSettings } from '../config/resolve.ts'
import { appPaths } from '../runtime/paths.ts'
import { version } from '../version.ts'
import { fail, PROGRAM } from './fail.ts'
import { toCommandHelp, toOverview } from './help.ts'
import { type CommandLine, parseCommandLine } from './parse.ts'

// Most schemas are used once: compiling them takes a tenth of the time of a short command.
z.config({ jitless: true })

/** @returns the exit code */
export async function dispatch(args: readonly string[], io: ProgramIo): Promise<number> {
  const [first = '', ...rest] = args
  if (first === 'help') return dispatch([...rest, '--help'], io)
  const isNamed = first !== '' && !first.startsWith('-')
  const entry = isNamed ? commandEntries.find(({ name }) => name === first) : commandEntries[0]
  if (entry === undefined) return fail(io, [toUnknownCommand(first)], EX_USAGE)
  const command = await entry.load()
  const line = parseCommandLine(command, isNamed ? rest : args)
  if (line.help)
    return print(io, isNamed ? toCommandHelp(command) : toOverview(await loadCommands(), command))
  if (line.version) return print(io, `${PROGRAM} ${version}\n`)
  if (line.problems.length > 0) {
    const late = isNamed ? undefined : rest.find(isCommand)
    const hint = late
      ? `The command comes first: ${PROGRAM} ${late} …`
      : `Try '${PROGRAM} ${command.name} --help'.`
    return fail(io, [...line.problems.map(toProblemLine), hint], EX_USAGE)
  }
  return command.run(line.options, { ...io, ...toSettingsIo(line, io) })
}

const isCommand = (word: string): boolean => commandEntries.some(({ name }) => name === word)

function toUnknownCommand(name: string): string {
  const names = commandEntries.map((entry) => entry.name)
  const hint = didYouMean(name, names)
  return `unknown command '${name}'${hint || `; there are ${names.join(', ')}`}`
}

function toSettingsIo(line: CommandLine, { env }: ProgramIo): Omit<CommandIo, keyof ProgramIo> {
  const settingsPlace = toSettingsPlace(env, appPaths(env).configDir, line.configFile)
  const resolve = () => resolveSettings({ ...settingsPlace, env, flags: line.settings })
  const load = () => {
    const { settings, problems } = resolve()
    if (settings === undefined) throw new SettingsError(problems)
    return settings
  }
  return { loadSettings: load, resolveSettings: resolve, settingsPlace }
}

function print(io: ProgramIo, text: string): number {
  io.stdout.write(text)
  return 0
}
