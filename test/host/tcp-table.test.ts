// Rows of /proc/net/tcp and tcp6 as Linux prints them on a little-endian machine.

import { endianness } from 'node:os'
import { describe, expect, test } from 'vitest'
import { endsOfRow, ownerOfRow, toTcp6End, toTcpEnd } from '../../src/host/tcp-table.ts'

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const established =
  '   7: 0100007F:C8A2 0100007F:10DE 01 00000000:00000000 02:000004C1 00000000  1000        0 123456 2 0000000008662a14 20 4 30 10 -1'
const timeWait =
  ' 123: 0100007F:863D 0100007F:9578 06 00000000:00000000 03:00001756 00000000     0        0 0 3 00000000d737e511'
const ipv6 =
  '   0: 00000000000000000000000001000000:C8A2 00000000000000000000000001000000:10DE 01 00000000:00000000 00:00000000 00000000   501        0 77 1 0000000008662a14'

describe('a row', () => {
  test.each([
    [established, '0100007F:C8A2 0100007F:10DE', { uid: 1000, inode: 123_456 }],
    [timeWait, '0100007F:863D 0100007F:9578', { uid: 0, inode: 0 }],
    [
      ipv6,
      '00000000000000000000000001000000:C8A2 00000000000000000000000001000000:10DE',
      { uid: 501, inode: 77 },
    ],
  ])('%#', (row, ends, owner) => {
    expect(endsOfRow(row)).toBe(ends)
    expect(ownerOfRow(row)).toEqual(owner)
  })

  test.each([heading, '', 'x', 'a: b c', '   7: 0100007F:C8A2'])('%j is none', (row) => {
    expect(ownerOfRow(row)).toBeUndefined()
    expect(endsOfRow(row)).not.toMatch(/^[\dA-F]+:[\dA-F]+ [\dA-F]+:[\dA-F]+$/)
  })

  test('that is cut off before its last number tells no owner', () => {
    expect(ownerOfRow(established.replace(/ 123456 .*/, ''))).toBeUndefined()
  })
})

describe.runIf(endianness() === 'LE')('an end', () => {
  test.each([
    ['127.0.0.1', 4318, '0100007F:10DE', '0000000000000000FFFF00000100007F:10DE'],
    ['::ffff:127.0.0.1', 4318, '0100007F:10DE', '0000000000000000FFFF00000100007F:10DE'],
    ['::FFFF:10.1.2.3', 1, '0302010A:0001', '0000000000000000FFFF00000302010A:0001'],
    ['192.168.0.254', 65_535, 'FE00A8C0:FFFF', '0000000000000000FFFF0000FE00A8C0:FFFF'],
    ['::1', 80, undefined, '00000000000000000000000001000000:0050'],
    ['::', 0, undefined, '00000000000000000000000000000000:0000'],
    ['2001:db8::8a2e:370:7334', 443, undefined, 'B80D0120000000002E8A000034737003:01BB'],
    ['fe80::1%eth0', 443, undefined, '000080FE000000000000000001000000:01BB'],
    ['1:2:3:4:5:6:7:8', 443, undefined, '02000100040003000600050008000700:01BB'],
    ['64:ff9b::1.2.3.4', 443, undefined, '9BFF6400000000000000000004030201:01BB'],
    ['', 0, undefined, undefined],
    ['localhost', 0, undefined, undefined],
    ['1.2.3', 0, undefined, undefined],
  ])('%s port %i', (address, port, tcp, tcp6) => {
    expect(toTcpEnd(address, port)).toBe(tcp)
    expect(toTcp6End(address, port)).toBe(tcp6)
  })
})
