// Finds out which program listens on the port that should be ours.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { programNames } from '../../agents/index.ts'
import type { Proc } from '../../host/proc.ts'
import { findHolders, likelyHolders } from '../../host/socket-holder.ts'
import { endsOfRow, ownerOfRow, toTcp6End, toTcpEnd } from '../../host/tcp-table.ts'

/** @returns such as `otelcol (process 123)`; undefined where it cannot be told */
export function findPortHolder(host: string, port: number, proc: Proc): string | undefined {
  const socket = findListener('/proc/net/tcp', [toTcpEnd(host, port), toTcpEnd('0.0.0.0', port)])
  const socket6 =
    socket ?? findListener('/proc/net/tcp6', [toTcp6End(host, port), toTcp6End('::', port)])
  if (socket6 === undefined) return undefined
  let pid: number | undefined
  const search = {
    socket: socket6,
    found: (holder: { pid: number } | undefined) => (pid = holder?.pid),
  }
  const likely = likelyHolders(programNames)
  // All steps at once: nothing else waits for this program.
  for (const _ of findHolders(proc, [search], [], likely)) continue
  if (pid === undefined) return `a program of user ${socket6.uid}`
  const name = basename(proc.executable(pid) ?? proc.stat(pid)?.command ?? 'a program')
  return `${name} (process ${pid})`
}

function findListener(path: string, ends: readonly (string | undefined)[]) {
  const rows = readRows(path)
  const row = rows.find((text) => {
    const [local, remote = ''] = endsOfRow(text).split(' ')
    // Nobody is at the other end of a socket that listens.
    return ends.includes(local) && /^0+:0000$/.test(remote)
  })
  return row === undefined ? undefined : ownerOfRow(row)
}

function readRows(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}
