// What stays of a text in a recording must bring the rules to the same result.

import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { geminiCli } from '../../src/agents/gemini-cli.ts'
import { opencode } from '../../src/agents/opencode.ts'
import { happeningOf, interpret, log } from '../interpret/support/records.ts'

const asIs = (_name: string, value: string): string => value

describe('a text taken out', () => {
  it.each([
    ['response_text', '[{"functionCall":{"name":"secret"}}]', 'api_response'],
    ['response_text', '[{"text":"secret"}]', 'api_response'],
    ['response_text', '[{"text":"secret, cut', 'api_response'],
    ['error.message', 'AbortError: secret', 'api_error'],
    ['error.message', 'secret', 'api_error'],
  ])('of Gemini’s %s: %s', (attribute, text, name) => {
    const kept = geminiCli.texts![attribute]!(text, asIs)
    expect(kept).not.toContain('secret')
    const happening = (value: string) =>
      happeningOf(
        log('gemini-cli', `gemini_cli.${name}`, { 'session.id': 's', [attribute]: value }),
      )
    const { tools: toolsKept, ...keptRest } = { tools: undefined, ...happening(kept) }
    const { tools, ...rest } = { tools: undefined, ...happening(text) }
    expect(keptRest).toEqual(rest)
    expect(toolsKept === true).toBe(tools === true)
  })

  it.each([
    ['created', '{"id":"s","title":"secret","parentID":"p"}'],
    ['loop', '{"session.id":"s","step":0}'],
    ['stream', '{"session.id":"s","modelID":"m","small":"true","agent":"secret"}'],
    ['asking', '{"permission":"bash","patterns":"secret","command":"secret"}'],
  ])('of opencode’s %s %s', (name, json) => {
    const kept = opencode.bodyText!(json, asIs)
    expect(kept).not.toContain('secret')
    const events = (text: string) => interpret(log('opencode', '', {}, { body: [name, text] }))
    expect(events(kept)).toEqual(events(json))
  })

  it('of any other agent is gone', () => {
    for (const { id, texts } of agents)
      for (const [name, keep] of Object.entries(texts ?? {}))
        expect(keep('secret', asIs), `${id} ${name}`).not.toContain('secret')
  })
})
