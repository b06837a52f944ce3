// The format of /proc/net/tcp and /proc/net/tcp6: Linux's list of TCP sockets with their owners.

import { isIPv4, isIPv6 } from 'node:net'
import { endianness } from 'node:os'

/** Who holds a socket. `inode` is 0 where no process holds it any more. */
export interface SocketOwner {
  readonly uid: number
  readonly inode: number
}

/** Columns of a row: sl, local, remote, state, queues, timer, retransmits, uid, timeout, inode. */
const UID = 7
const INODE = 9

/** @returns the row's local and remote end, such as `0100007F:10DE 0100007F:C8A2`; '' where it is no row */
export function endsOfRow(row: string): string {
  const start = row.indexOf(': ') + 2
  const end = row.indexOf(' ', row.indexOf(' ', start) + 1)
  return start < 2 || end < 0 ? '' : row.slice(start, end)
}

/** @returns undefined for anything that is not a row */
export function ownerOfRow(row: string): SocketOwner | undefined {
  const columns = row.trim().split(/\s+/, INODE + 1)
  const uid = toInteger(columns[UID])
  const inode = toInteger(columns[INODE])
  return uid === undefined || inode === undefined ? undefined : { uid, inode }
}

function toInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/**
 * @param address as node:net gives it; an IPv4-mapped IPv6 address counts as IPv4
 * @returns the end as written in /proc/net/tcp, such as `0100007F:10DE` for
 * 127.0.0.1:4318; undefined for an IPv6 address
 */
export function toTcpEnd(address: string, port: number): string | undefined {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIPv4(plain) ? `${toWord(ipv4Bytes(plain))}:${toPort(port)}` : undefined
}

/** @returns the end as written in /proc/net/tcp6, IPv4 as a mapped address; undefined if it is no address */
export function toTcp6End(address: string, port: number): string | undefined {
  const bytes = ipv6Bytes(isIPv4(address) ? `::ffff:${address}` : address)
  if (!bytes) return undefined
  const words = [0, 4, 8, 12].map((at) => toWord(bytes.slice(at, at + 4)))
  return `${words.join('')}:${toPort(port)}`
}

function ipv4Bytes(address: string): number[] {
  return address.split('.').map(Number)
}

function ipv6Bytes(address: string): number[] | undefined {
  const bare = address.replace(/%.*$/, '')
  if (!isIPv6(bare)) return undefined
  const tail = /\d+\.\d+\.\d+\.\d+$/.exec(bare)?.[0]
  const hex = tail ? bare.slice(0, -tail.length) + toGroups(ipv4Bytes(tail)) : bare
  const [before = [], after = []] = hex.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

function toGroups([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** The kernel prints each 32-bit word as a number, in the machine's byte order. */
function toWord(bytes: readonly number[]): string {
  const ordered = endianness() === 'LE' ? bytes.toReversed() : bytes
  return ordered
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

function toPort(port: number): string {
  return port.toString(16).padStart(4, '0').toUpperCase()
}
