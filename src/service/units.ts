// The texts of the systemd user units: pure, from where the program is to what systemd reads.

import { isIPv6 } from 'node:net'

export const SERVICE_UNIT = 'otel-ai-monitor.service'
export const SOCKET_UNIT = 'otel-ai-monitor.socket'

/** Active while there is a desktop, which has to start it. */
export const DESKTOP_UNIT = 'graphical-session.target'

/** How what was written here begins, and so may be replaced and removed here. */
export const UNIT_MARK_START = '# Written by otel-ai-monitor;'

const UNIT_MARK = `${UNIT_MARK_START} "otel-ai-monitor service uninstall" removes it.`

/**
 * What the daemon does not need. Options that give it file systems, devices or
 * users of its own are missing on purpose: in a user's manager they take a user
 * namespace, from where the kernel shows nothing of the agents' processes.
 */
const HARDENING = `\
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
UMask=0077
TasksMax=512
MemoryMax=1G
`

/** @param argv the program and its arguments; absolute, for systemd knows no working directory */
export function toServiceUnit(argv: readonly string[]): string {
  return `${UNIT_MARK}
[Unit]
Description=Shows what AI coding agents are doing
After=${DESKTOP_UNIT}
PartOf=${DESKTOP_UNIT}
StartLimitIntervalSec=60
StartLimitBurst=10

[Service]
Type=notify
NotifyAccess=all
ExecStart=${argv.map(quoteArgument).join(' ')}
Restart=on-failure
RestartSec=2
# Wrong usage or settings: the next start would end the same way.
RestartPreventExitStatus=64 78
WatchdogSec=30
TimeoutStopSec=10
${HARDENING}
[Install]
WantedBy=${DESKTOP_UNIT}
`
}

/** @param host an address */
export function toSocketUnit({ host, port }: { readonly host: string; readonly port: number }) {
  return `${UNIT_MARK}
[Unit]
Description=Starts the monitor of AI coding agents with their first telemetry

[Socket]
ListenStream=${isIPv6(host) ? `[${host}]` : host}:${port}

[Install]
WantedBy=sockets.target
`
}

/** One argument as ExecStart takes it: specifiers, variables and quotes are not to be understood. */
export function quoteArgument(argument: string): string {
  const literal = argument.replaceAll('%', '%%').replaceAll('$', '$$$$')
  if (/^[\w@%+=:,./-]+$/.test(argument)) return literal
  return `"${literal.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`
}
