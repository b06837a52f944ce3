// What Codex's tools leave at work, and what of their texts a recording keeps.

import { describe, expect, it } from 'vitest'
import { keptOfArguments, keptOfOutput, leftBy } from '../../src/agents/codex-tools.ts'

const id = '01a218d4-2f60-78d2-8a7a-af5aa143266a'
/** As 0.169.0 sends them. */
const running =
  'Chunk ID: fec91e\nWall time: 1.0009 seconds\nProcess running with session ID 61125\nOutput:\n'
const exited = 'Chunk ID: 82c095\nWall time: 10.55 seconds\nProcess exited with code 0\nOutput:\n'
const poll = '{"session_id":61125,"yield_time_ms":120000}'

describe('a tool', () => {
  it('leaves a command running', () => {
    expect(leftBy('exec_command', '{"cmd":"sleep 12"}', running)).toEqual({
      leaves: ['terminal 61125'],
    })
    expect(leftBy('write_stdin', poll, running)).toEqual({ leaves: ['terminal 61125'] })
    expect(leftBy('exec', '', 'Script running with cell ID 7\n')).toEqual({
      leaves: ['terminal 7'],
    })
  })

  it('leaves none of which a program’s own output tells', () => {
    const quoted = `${exited}Process running with session ID 7\n{"agent_id":"${id}"}`
    expect(leftBy('exec_command', '{"cmd":"cat log"}', quoted)).toEqual({})
    expect(leftBy('list_agents', '', `{"agent_id":"${id}"}`)).toEqual({})
    expect(leftBy('spawn_agent', '', 'no such model')).toEqual({})
  })

  it('finds it to be over', () => {
    expect(leftBy('write_stdin', poll, exited)).toEqual({ collects: ['terminal 61125'] })
    expect(leftBy('wait', '{"cell_id":"7"}', 'done')).toEqual({ collects: ['terminal 7'] })
    expect(leftBy('exec_command', '{"cmd":"ls"}', exited)).toEqual({})
  })

  it('begins a sub-agent, with or without telling which', () => {
    const begun = `{"agent_id":"${id}","nickname":"Huygens"}`
    expect(leftBy('spawn_agent', '{"message":"x"}', begun)).toEqual({ spawned: id })
    expect(leftBy('spawn_agent', '{"message":"x"}', '{"task_name":"/root/x"}')).toEqual({
      spawned: true,
    })
  })
})

describe('a recording', () => {
  const clean = (_name: string, value: string) => value.replaceAll('a', 'b')

  it('keeps what the rules need, and no words', () => {
    expect(keptOfArguments(poll)).toBe('{"session_id":"61125"}')
    expect(keptOfArguments('{"cmd":"secret"}')).toBe('[removed]')
    expect(keptOfOutput(`${running}secret`, clean)).toBe('Process running with session ID 61125')
    expect(keptOfOutput('secret', clean)).toBe('[removed]')
    const begun = keptOfOutput(`{"agent_id":"${id}","nickname":"secret"}`, clean)
    expect(leftBy('spawn_agent', '', begun)).toEqual({ spawned: clean('', id) })
    const member = keptOfOutput('{"task_name":"/root/secret"}', clean)
    expect(member).not.toContain('secret')
    expect(leftBy('spawn_agent', '', member)).toEqual({ spawned: true })
  })
})
