// From the words of a command line to an exit code.

import { join } from 'node:path'
import { CliError, type Command, type CommandIo, EX_CONFIG, EX_USAGE } from '../commands/command.ts'
import { commandEntries } from '../commands/registry.ts'
import { SettingsError, toProblemLine } from '../config/errors.ts'
import { didYouMean } from '../config/nearest.ts'
import { CONFIG_FILE_ENV, resolveSettings } from '../config/resolve.ts'
import { appPaths } from '../runtime/paths.ts'
import { version } from '../version.ts'
import { toCommandHelp, toOverview } from './help.ts'
import { type CommandLine, parseCommandLine } from './parse.ts'

const PROGRAM = 'otel-ai-monitor'

/** What the process brings; the settings are added here. */
export type ProgramIo = Omit<CommandIo, 'loadSettings' | 'resolveSettings'>

/**
 * Runs one command line.
 * @param args without the interpreter and the program's file
 * @returns the exit code; expected failures are told on stderr
 * @throws whatever a bug throws
 */
export async function runProgram(args: readonly string[], io: ProgramIo): Promise<number> {
  try {
    return await dispatch(args, io)
  } catch (error) {
    if (error instanceof SettingsError) {
      const isUsage = error.problems.every(({ source }) => source === 'flag')
      return fail(io, error.problems.map(toProblemLine), isUsage ? EX_USAGE : EX_CONFIG)
    }
    if (error instanceof CliError) return fail(io, error.message.split('\n'), error.exitCode)
    throw error
  }
}

async function dispatch(args: readonly string[], io: ProgramIo): Promise<number> {
  const [first = '', ...rest] = args
  if (first === 'help') return dispatch([...rest, '--help'], io)
  const isNamed = first !== '' && !first.startsWith('-')
  const entry = isNamed ? commandEntries.find(({ name }) => name === first) : commandEntries[0]
  if (entry === undefined) return fail(io, [toUnknownCommand(first)], EX_USAGE)
  const command = await entry.load()
  const line = parseCommandLine(command, isNamed ? rest : args)
  if (line.help) return print(io, isNamed ? toCommandHelp(command) : await loadOverview(command))
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

async function loadOverview(defaultCommand: Command): Promise<string> {
  const commands = await Promise.all(commandEntries.map((entry) => entry.load()))
  return toOverview(commands, defaultCommand)
}

function toSettingsIo(
  line: CommandLine,
  { env }: ProgramIo,
): Pick<CommandIo, 'loadSettings' | 'resolveSettings'> {
  const chosen = line.configFile ?? (env[CONFIG_FILE_ENV] || undefined)
  const file = chosen ?? join(appPaths(env).configDir, 'config.json')
  const resolve = () =>
    resolveSettings({ file, isFileChosen: chosen !== undefined, env, flags: line.settings })
  const load = () => {
    const { settings, problems } = resolve()
    if (settings === undefined) throw new SettingsError(problems)
    return settings
  }
  return { loadSettings: load, resolveSettings: resolve }
}

function fail(io: ProgramIo, [first = '', ...rest]: readonly string[], exitCode: number): number {
  io.stderr.write([`${PROGRAM}: ${first}`, ...rest].map((text) => `${text}\n`).join(''))
  return exitCode
}

function print(io: ProgramIo, text: string): number {
  io.stdout.write(text)
  return 0
}
