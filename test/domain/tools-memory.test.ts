// What is remembered of a turn's tools, and whose they are.

import type { Tool, Tools } from '../../src/domain/turn/tools.ts'
import { describe, expect, it } from 'vitest'
import {
  addTool,
  claimTools,
  isRefusedAt,
  lastDecisionMs,
  runningTool,
} from '../../src/domain/turn/tools.ts'

const tool = (decidedMs: number, more: Partial<Tool> = {}): Tool => ({
  name: 'Bash',
  decidedMs,
  delegates: false,
  endIsTold: false,
  backgroundMs: undefined,
  running: true,
  owner: 'unknown',
  ...more,
})

describe('the tools of a turn', () => {
  it('forgets the oldest ended one beyond 256, and none that runs', () => {
    const tools: Tools = new Map()
    addTool(tools, 'first', tool(0))
    addTool(tools, 'second', tool(1, { running: false }))
    for (let n = 0; n < 255; n++) addTool(tools, `more${n}`, tool(2, { running: false }))
    expect(tools.size).toBe(256)
    expect(tools.has('first')).toBe(true)
    expect(tools.has('second')).toBe(false)
  })

  it('belong to whoever replied first after they were decided on', () => {
    const tools: Tools = new Map([
      ['old', tool(100)],
      ['new', tool(200)],
    ])
    claimTools(tools, undefined, 300, 'sub')
    expect(tools.get('new')?.owner).toBe('unknown')
    claimTools(tools, 150, 300, 'sub')
    claimTools(tools, 50, 300, 'main')
    expect([tools.get('old')?.owner, tools.get('new')?.owner]).toEqual(['main', 'sub'])
    expect(runningTool(tools)).toBe(tools.get('old'))
    expect(lastDecisionMs(tools, 'main')).toBe(100)
    expect(lastDecisionMs(tools, 'any')).toBe(200)
  })

  it('are not refused where they run, or were decided on at another time', () => {
    const tools: Tools = new Map([
      ['runs', tool(100)],
      ['refused', { ...tool(200), running: false }],
    ])
    const refusedAt = [100, 190, 197].filter((timeMs) => isRefusedAt(tools, timeMs, 5))
    expect(refusedAt).toEqual([197])
  })
})
