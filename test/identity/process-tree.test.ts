// Whose a process is, and who waits for it.

import { describe, expect, test } from 'vitest'
import { createProcessTree } from '../../src/identity/process-tree.ts'

/** 10 is an agent with a shell 11 that runs 12. */
function grow() {
  const tree = createProcessTree()
  tree.addAgent({ pid: 10, startTime: 10, parent: 1, name: 'codex' }, false)
  tree.fork({ pid: 11 }, 10, 10)
  tree.fork({ pid: 12 }, 11, 10)
  return tree
}

describe('a process', () => {
  test('belongs to the agent above it; the agent waits for its own children alone', () => {
    const tree = grow()
    expect([10, 11, 12, 13].map((pid) => tree.rootOf(pid))).toEqual([10, 10, 10, undefined])
    expect([10, 11, 12, 13].map((pid) => tree.agentOfChild(pid))).toEqual([
      undefined,
      10,
      undefined,
      undefined,
    ])
  })

  test('has its parent’s name until it runs a program of its own', () => {
    const tree = grow()
    expect(tree.get(11)!.name).toBe('codex')
    tree.rename(11, 'bash')
    tree.rename(10, 'bash')
    tree.rename(99, 'bash')
    expect([10, 11].map((pid) => tree.get(pid)!.name)).toEqual(['codex', 'bash'])
  })

  test('that outlives its parent is waited for by nobody, and still the agent’s', () => {
    const tree = createProcessTree()
    tree.addAgent({ pid: 10, startTime: 10, parent: 1, name: 'gemini' }, false)
    tree.addAgent({ pid: 11, startTime: 11, parent: 10, name: 'gemini' }, false)
    tree.fork({ pid: 12 }, 11, 10)
    expect(tree.agentOfChild(12)).toBe(10)
    expect(tree.exit(11)).toMatchObject({ isAgent: true, root: 10 })
    expect([tree.rootOf(12), tree.agentOfChild(12)]).toEqual([10, undefined])
  })

  test('of a parent that was not told of is the agent’s that the line names', () => {
    const tree = grow()
    tree.fork({ pid: 20 }, 19, 10)
    expect([tree.rootOf(20), tree.agentOfChild(20), tree.get(20)!.name]).toEqual([
      10,
      undefined,
      '',
    ])
  })

  test('told of twice is one', () => {
    const tree = grow()
    tree.rename(11, 'bash')
    tree.fork({ pid: 11 }, 10, 10)
    expect(tree.get(11)!.name).toBe('bash')
  })

  test('that ended is forgotten, once', () => {
    const tree = grow()
    expect(tree.exit(12)).toMatchObject({ pid: 12, root: 10 })
    expect(tree.exit(12)).toBeUndefined()
    expect(tree.has(12)).toBe(false)
  })
})

describe('an agent', () => {
  test('within another’s tree has a tree of its own, and is a child of the other', () => {
    const tree = grow()
    tree.fork({ pid: 20 }, 10, 10)
    tree.addAgent({ pid: 20, startTime: 20, parent: 10, name: 'claude' }, false)
    tree.fork({ pid: 21 }, 20, 10)
    expect([20, 21].map((pid) => tree.rootOf(pid))).toEqual([20, 20])
    expect([20, 21].map((pid) => tree.agentOfChild(pid))).toEqual([10, 20])
  })

  test('of the same name that an agent started is the same one', () => {
    const tree = grow()
    tree.addAgent({ pid: 20, startTime: 20, parent: 10, name: 'codex' }, false)
    tree.fork({ pid: 21 }, 20, 20)
    expect([20, 21].map((pid) => tree.rootOf(pid))).toEqual([10, 10])
    expect([20, 21].map((pid) => tree.agentOfChild(pid))).toEqual([undefined, 10])
  })

  test('of the same name in an agent’s shell is another', () => {
    const tree = grow()
    tree.addAgent({ pid: 20, startTime: 20, parent: 11, name: 'codex' }, false)
    expect(tree.rootOf(20)).toBe(20)
  })

  test('that serves several is one of its own, whoever started it', () => {
    const tree = grow()
    tree.addAgent({ pid: 20, startTime: 20, parent: 10, name: 'codex' }, true)
    expect(tree.rootOf(20)).toBe(20)
  })

  test('takes with it what it leaves behind, but not the agents', () => {
    const tree = grow()
    tree.addAgent({ pid: 20, startTime: 20, parent: 10, name: 'codex' }, false)
    tree.addAgent({ pid: 30, startTime: 30, parent: 11, name: 'claude' }, false)
    tree.exit(10)
    expect([...tree.members()].map(({ pid, root }) => [pid, root])).toEqual([
      [20, 20],
      [30, 30],
    ])
  })
})

test('a storm of processes whose end is never told is bounded, and costs no agent', () => {
  const tree = grow()
  for (let pid = 100; pid < 30_000; pid++) tree.fork({ pid: pid }, 11, 10)
  expect([...tree.members()].length).toBe(16_384)
  expect(tree.rootOf(10)).toBe(10)
  expect(tree.rootOf(29_999)).toBe(10)
})
