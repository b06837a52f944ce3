// The agents' programs as their installers lay them out, and programs that only have such a name on their way.

import { describe, expect, test } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { runsProgram } from '../../src/agents/program.ts'
import { toCommandLine } from '../../src/host/command-line.ts'

function recognize(executable: string, ...argv: readonly string[]): string | undefined {
  const running = toCommandLine(executable, argv)
  const found = agents.filter(({ program }) => program && runsProgram(program, running))
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0]?.id
}

const node = '/usr/bin/node'
const store = '/nix/store/0c8ydnzjlz2xxwnwgzdy3wb4njq5zxkd'

describe('is an agent', () => {
  test.each([
    // Installers of their own.
    ['/home/me/.local/share/claude/versions/2.1.197', ['claude', '-p', 'hi'], 'claude-code'],
    ['/home/me/.local/share/claude/versions/2.1.197', [], 'claude-code'],
    ['/home/me/.opencode/bin/opencode', ['opencode'], 'opencode'],
    ['/opt/codex-x86_64-unknown-linux-musl', ['./codex-x86_64-unknown-linux-musl'], 'codex'],
    [
      '/home/me/.vscode/extensions/anthropic.claude-code-2.1/native-binary/claude',
      [],
      'claude-code',
    ],
    // npm, seen from its links and from what these start.
    ['/n/lib/node_modules/@anthropic-ai/claude-code/bin/claude.exe', ['claude'], 'claude-code'],
    ['/n/lib/node_modules/@anthropic-ai/claude-code-linux-x64/claude', [], 'claude-code'],
    [node, ['node', '/n/lib/node_modules/@anthropic-ai/claude-agent-sdk/cli.js'], 'claude-code'],
    [node, ['node', '/usr/bin/codex'], 'codex'],
    [
      '/n/node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex',
      [],
      'codex',
    ],
    [node, ['node', '/n/node_modules/.bin/gemini', '-p', 'x'], 'gemini-cli'],
    [node, ['/usr/bin/node', '--max-old-space-size=8192', '/n/gemini.js'], 'gemini-cli'],
    [node, ['node', '/n/node_modules/@google/gemini-cli/bundle/gemini.js'], 'gemini-cli'],
    [node, ['node', '/n/node_modules/@qwen-code/qwen-code/cli-entry.js'], 'qwen-code'],
    [node, ['node', '/n/node_modules/@github/copilot/npm-loader.js'], 'copilot'],
    ['/n/node_modules/@github/copilot-linux-x64/copilot', ['copilot'], 'copilot'],
    ['/n/node_modules/opencode-ai/bin/opencode.exe', [], 'opencode'],
    ['/n/node_modules/opencode-linux-x64/bin/opencode', ['/x/opencode'], 'opencode'],
    // Other package managers: pnpm, Yarn, Bun, Volta, fnm, asdf, Homebrew.
    [
      node,
      ['node', '/p/5/.pnpm/@qwen-code+qwen-code@0.24/node_modules/@qwen-code/qwen-code/cli.js'],
      'qwen-code',
    ],
    [node, ['node', '/y/global/node_modules/@google/gemini-cli/dist/index.js'], 'gemini-cli'],
    ['/home/me/.bun/bin/bun', ['bun', '/home/me/.bun/bin/gemini'], 'gemini-cli'],
    [
      '/home/me/.volta/tools/image/node/24.1.0/bin/node',
      [
        'node',
        '/home/me/.volta/tools/image/packages/@openai/codex/lib/node_modules/@openai/codex/x.js',
      ],
      'codex',
    ],
    [node, ['node', '/run/user/1000/fnm_multishells/9_1/bin/claude'], 'claude-code'],
    [node, ['node', '/home/me/.asdf/installs/nodejs/24.1.0/bin/qwen'], 'qwen-code'],
    [
      '/opt/homebrew/Cellar/node/24.1.0/bin/node',
      [
        'node',
        '/opt/homebrew/Cellar/gemini-cli/0.6/libexec/lib/node_modules/@google/gemini-cli/x.js',
      ],
      'gemini-cli',
    ],
    ['/opt/homebrew/Caskroom/codex/0.169.0/codex-aarch64-apple-darwin', [], 'codex'],
    // Nix: wrappers, and scripts in a folder that is no npm's.
    [`${store}-claude-code-2.1.197/bin/.claude-wrapped`, [], 'claude-code'],
    [`${store}-codex-0.169.0/bin/.codex-wrapped_`, [`${store}-codex-0.169.0/bin/codex`], 'codex'],
    [
      `${store}-nodejs-24.1.0/bin/node`,
      ['node', `${store}-qwen-code-0.24.4/share/cli.js`],
      'qwen-code',
    ],
    [node, ['node', '-r', '/home/me/trace.js', '/usr/bin/gemini'], 'gemini-cli'],
  ])('%s %j', (executable, argv, expected) => {
    expect(recognize(executable, ...argv)).toBe(expected)
  })
})

describe('is none', () => {
  test.each([
    ['/home/me/copilot/target/server', ['/home/me/copilot/target/server']],
    [node, ['node', '/home/me/copilot/test/agent.ts']],
    [node, ['node', '/home/me/claude/server.js', '/usr/bin/codex']],
    [node, ['node', 'main.ts', 'setup', 'codex']],
    [node, ['node', '-e', 'claude']],
    [node, ['node']],
    ['/usr/bin/vim', ['vim', 'claude']],
    ['/usr/bin/sh', ['sh', '/usr/bin/claude']],
    ['/usr/bin/claude-desktop', ['claude-desktop']],
    ['/opt/gemini-proxy', ['gemini-proxy']],
    // What agents bring along and start.
    ['/n/node_modules/@openai/codex-linux-x64/vendor/x/codex-path/rg', ['rg', 'x']],
    [node, ['node', '/n/node_modules/@google/gemini-cli/node_modules/mcp-server/cli.js']],
    [node, ['node', `${store}-gemini-cli-0.6/share/node_modules/mcp-server/cli.js`]],
    [node, ['node', `${store}-otel-collector-0.6/cli.js`]],
    ['', []],
  ])('%s %j', (executable, argv) => {
    expect(recognize(executable, ...argv)).toBeUndefined()
  })
})
