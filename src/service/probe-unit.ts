// The text of the probe's unit, one of the system: pure, from where the program is to what systemd reads.

import { quoteArgument, UNIT_MARK_START } from './units.ts'

export const PROBE_UNIT = 'otel-ai-monitor-probe.service'

/** Where an administrator's units are. */
export const SYSTEM_UNITS = '/etc/systemd/system'

/**
 * What the relay may do. Its four capabilities are all that root has here:
 *   CAP_BPF, CAP_PERFMON  bpftrace loads and attaches its programs;
 *   CAP_SETUID            the relay works as the user it serves, without any
 *                         power, and is root only while it starts bpftrace; it
 *                         is also how it gets at that user's socket, for root
 *                         without CAP_DAC_OVERRIDE may not enter his directory;
 *   CAP_SETPCAP           to take the other two away from bpftrace.
 * There is no network, and nothing can be written. ProtectHome would hide
 * /run/user, ProtectProc and PrivateUsers the processes, and MemoryDenyWriteExecute
 * stops Node and bpftrace, which compile: these are missing on purpose.
 */
const HARDENING = `\
User=root
# What each is for: CAP_BPF and CAP_PERFMON for bpftrace; CAP_SETUID to work as the user, which
# is how his socket is reached, and to be root only while bpftrace is started; CAP_SETPCAP to
# leave bpftrace without the other two.
CapabilityBoundingSet=CAP_BPF CAP_PERFMON CAP_SETUID CAP_SETPCAP
NoNewPrivileges=yes
LockPersonality=yes
PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
PrivateDevices=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service bpf perf_event_open
SystemCallFilter=~@chown @clock @keyring @module @mount @raw-io @reboot @swap
SystemCallErrorNumber=EPERM
UMask=0077
TasksMax=128
MemoryMax=1G
`

/** @param argv the program and its arguments; absolute, for systemd knows no working directory */
export function toProbeUnit(argv: readonly string[]): string {
  return `${UNIT_MARK_START} "otel-ai-monitor probe uninstall" removes it.
[Unit]
Description=Watches the processes of AI coding agents for otel-ai-monitor
StartLimitIntervalSec=600
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${argv.map(quoteArgument).join(' ')}
Restart=on-failure
RestartSec=10
# Wrong usage, or a machine where another start would end the same way.
RestartPreventExitStatus=64 78
TimeoutStopSec=10
${HARDENING}
[Install]
WantedBy=multi-user.target
`
}
