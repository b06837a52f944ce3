// → test/interpret/hostile-names.test.ts
// Names that are words of the language are names like any other.

import { describe, expect, it } from 'vitest'
import { createSessions } from '../../src/domain/sessions.ts'
import { interpret, log, span } from './support/records.ts'

describe.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])(
  '%s',
  (name) => {
    const session = { 'session.id': 's' }
    const operation = { ...session, 'gen_ai.operation.name': name }

    it('is no rule of an agent', () => {
      const known = interpret(log('claude-code', name, session))
      expect(known.map(({ happening }) => happening)).toEqual([{ kind: 'activity' }])
      const body = [name, '{"session.id":"s"}']
      expect(interpret(log('opencode', '', {}, { body }))).toEqual([])
      expect(interpret(log('codex_exec', name), span('github-copilot', name))).toEqual([])
      expect(
        interpret(span('other', 'x', operation), span('github-copilot', 'x', operation)),
      ).toEqual([])
    })

    it('is no ending command, and no outcome', () => {
      const prompt = log('claude-code', 'user_prompt', { ...session, command_name: name })
      expect(interpret(prompt)[0]?.happening).toEqual({ kind: 'prompt', promptId: undefined })
      const turn = { ...session, 'qwen-code.turn_status': name }
      expect(
        interpret(span('qwen-code', 'qwen-code.interaction', turn))[0]?.happening,
      ).toMatchObject({
        outcome: undefined,
      })
    })

    it('throws nowhere on its way', () => {
      const records = [
        'claude-code',
        'codex_exec',
        'gemini-cli',
        'qwen-code',
        'opencode',
        'x',
      ].flatMap((service) => [log(service, name, session), span(service, name, operation)])
      expect(() => createSessions().apply(interpret(...records))).not.toThrow()
    })
  },
)
