// The completion script for bash; needs no bash-completion package.

import type { Command } from '../../commands/command.ts'
import { type CommandWords, toCommandWords, type ValueWords } from './words.ts'

const HEAD = `# bash completion for otel-ai-monitor
# Use: eval "$(otel-ai-monitor completions bash)"

_otel_ai_monitor() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} words= files=
  COMPREPLY=()
  # The "=" of --flag=value is a word of its own.
  if [[ $current == = ]]; then current=
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
`

const TAIL = `
  if [[ $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [[ $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}

complete -F _otel_ai_monitor otel-ai-monitor
`

/** @returns the whole script */
export function toBashScript(commands: readonly Command[]): string {
  const words = toCommandWords(commands)
  const names = words.map(({ name }) => name)
  const [first] = names
  const lines = [
    `  [[ $command == -* || $COMP_CWORD -eq 1 ]] && command=${first}`,
    `  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then words='${names.join(' ')}'`,
    `  else case $command in`,
    ...words.map(toBranch),
    `  esac; fi`,
  ]
  return `${HEAD}${lines.join('\n')}\n${TAIL}`
}

function toBranch(command: CommandWords): string {
  const valued = command.flags.flatMap(({ name, short, value }) => {
    if (value === undefined) return []
    const pattern = short === undefined ? `--${name}` : `--${name}|-${short}`
    return [`        ${pattern}) ${toValue(value)} ;;`]
  })
  const flags = command.flags.map(({ name }) => `--${name}`).join(' ')
  return [
    `    ${command.name})`,
    `      case $previous in`,
    ...valued,
    `        *) if [[ $current == -* ]]; then words='${flags}'`,
    `           else ${toPositionals(command.positionals)}; fi ;;`,
    `      esac ;;`,
  ].join('\n')
}

/** Of no command is more than the first known. */
function toPositionals([first]: readonly ValueWords[]): string {
  return first === undefined ? ':' : toValue(first)
}

function toValue({ choices, isFile }: ValueWords): string {
  if (isFile) return 'files=1'
  return choices.length > 0 ? `words='${choices.join(' ')}'` : ':'
}
