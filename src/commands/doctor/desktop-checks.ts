// What was found of the desktop, and what is missing. Pure.

import { type DesktopFacts, NO_BUS } from './desktop-facts.ts'
import type { Finding } from './finding.ts'

/** @param isDaemonUp where it is not, a missing pipe is no problem */
export function checkDesktop(facts: DesktopFacts, isDaemonUp: boolean): readonly Finding[] {
  return [
    checkPipe(facts, isDaemonUp),
    checkNotifications(facts),
    checkCompositor(facts),
    checkTmux(facts),
    ...checkVariables(facts),
  ]
}

const of = (id: string) => ({ area: 'desktop', id }) as const

function checkPipe({ pipe: { isEnabled, path, kind } }: DesktopFacts, isUp: boolean): Finding {
  const finding = of('pipe')
  if (!isEnabled) return { ...finding, level: 'note', message: 'the pipe is switched off' }
  if (kind === 'pipe') return { ...finding, level: 'ok', message: `pipe at ${path}` }
  if (kind === 'other') {
    const message = `${path} is in the way: it is no pipe`
    return { ...finding, level: 'error', message, fix: `mv ${path} ${path}.old` }
  }
  if (!isUp) return { ...finding, level: 'note', message: 'the pipe comes with the daemon' }
  const fix = 'systemctl --user restart otel-ai-monitor'
  return { ...finding, level: 'warning', message: `there is no pipe at ${path}`, fix }
}

function checkNotifications({ notifications }: DesktopFacts): Finding {
  const { isEnabled, server, problem } = notifications
  const finding = of('notifications')
  if (!isEnabled) return { ...finding, level: 'note', message: 'notifications are switched off' }
  if (server !== undefined) {
    return { ...finding, level: 'ok', message: `notifications are shown by ${server}` }
  }
  const message = `notifications have nobody to show them: ${problem}`
  const fix =
    problem === NO_BUS
      ? 'systemctl --user start dbus.socket'
      : 'start a notification service, such as dunst or mako'
  return { ...finding, level: 'warning', message, fix }
}

function checkCompositor({ compositor }: DesktopFacts): Finding {
  const finding = of('focus')
  if (compositor === undefined) {
    const message = 'no desktop was found whose windows can be brought to the front'
    return { ...finding, level: 'note', message }
  }
  const needs = compositor.needs === '' ? '' : `; needs ${compositor.needs}`
  return { ...finding, level: 'ok', message: `windows are focused by ${compositor.name}${needs}` }
}

function checkTmux({ tmux }: DesktopFacts): Finding {
  return tmux === undefined
    ? { ...of('tmux'), level: 'note', message: 'there is no tmux' }
    : { ...of('tmux'), level: 'ok', message: `panes are shown by ${tmux}` }
}

function checkVariables({ missingVariables = [] }: DesktopFacts): readonly Finding[] {
  if (missingVariables.length === 0) return []
  const names = missingVariables.join(' ')
  const message = `the daemon was started without ${names}: it may not find this desktop`
  const fix = `systemctl --user import-environment ${names} && systemctl --user restart otel-ai-monitor`
  return [{ ...of('environment'), level: 'warning', message, fix }]
}
