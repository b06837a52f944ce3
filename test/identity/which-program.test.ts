// What everything that asks for an agent's program makes of the same command lines, side by side.

import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { codexShared } from '../../src/agents/live/codex-app-server.ts'
import { journalKinds } from '../../src/agents/live/index.ts'
import { programNames } from '../../src/agents/index.ts'
import { isOwnProgram } from '../../src/host/held-files.ts'
import { findTerminals } from '../../src/host/shared-exporter.ts'
import { agentsOf, servesManySessions } from '../../src/identity/known-process.ts'
import { scanAgents } from '../../src/probe/process-scan.ts'
import { fakeProc, pts } from '../host/fake-proc.ts'

/** `is`: whose telemetry it sends; `journal`: who may write it; `terminal`: of Codex's shared process. */
function askAll(executable: string, argv: string): string {
  const isNode = /^(?:node|bun$|deno)/.test(basename(executable))
  const command = isNode ? 'MainThread' : basename(executable).slice(0, 15)
  const cwd = '/home/me/shop'
  const asked = { arguments: argv.split(' '), command, cwd, ttyNumber: pts(3) }
  const proc = fakeProc({
    1: { parentPid: 0 },
    5: executable === '' ? asked : { ...asked, executable },
  })
  const [scanned] = scanAgents(proc, { names: programNames, uid: 1 }, () => 1)
  return [
    ...[...agentsOf(proc, 5)].map((id) => `is ${id}`),
    ...journalKinds
      .filter(({ isProgram }) => isOwnProgram(proc, 5, isProgram))
      .map(({ agent }) => `journal ${agent}`),
    ...(findTerminals(proc, { pid: 1, startTime: 1 }, codexShared, cwd).size > 0
      ? ['terminal']
      : []),
    ...(servesManySessions(proc, 5) ? ['serves many'] : []),
    ...(scanned ? [`probe ${scanned.name}`] : []),
  ].join(', ')
}

const node = '/usr/bin/node'
const n = '/n/lib/node_modules'
const nix = '/nix/store/0c8ydnzjlz2xxwnwgzdy3wb4njq5zxkd'

test.each([
  // Native programs.
  ['/home/me/.local/share/claude/versions/2.1.197', 'claude -p hi', 'is claude-code, probe claude'],
  [
    '/opt/codex-x86_64-unknown-linux-musl',
    './codex-x86_64-unknown-linux-musl',
    'is codex, journal codex, terminal',
  ],
  [
    `${n}/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex`,
    'codex',
    'is codex, journal codex, terminal, probe codex',
  ],
  ['/opt/codex', 'codex exec hi', 'is codex, journal codex, probe codex'],
  ['/opt/codex', 'codex --no-daemon', 'is codex, journal codex, probe codex'],
  [
    '/opt/codex',
    'codex app-server --listen unix://',
    'is codex, journal codex, serves many, probe codex',
  ],
  ['/opt/codex', 'codex -c a=b app-server', 'is codex, journal codex, serves many, probe codex'],
  [
    '/opt/codex',
    'codex-linux-sandbox --sandbox-policy x',
    'is codex, journal codex, terminal, probe codex',
  ],
  [
    `${n}/@github/copilot-linux-x64/copilot`,
    'copilot',
    'is copilot, journal copilot, probe copilot',
  ],
  ['/home/me/.opencode/bin/opencode', 'opencode', 'is opencode, probe opencode'],
  // Scripts, by npm and others.
  [node, 'node /usr/bin/codex', 'is codex, journal codex, terminal, probe codex'],
  [node, 'node /usr/bin/codex.js app-server', 'is codex, journal codex, serves many'],
  [
    node,
    'node --no-warnings /usr/bin/codex app-server',
    'is codex, journal codex, serves many, probe codex',
  ],
  [
    node,
    'node --no-warnings --expose-gc /usr/bin/codex app-server',
    'is codex, journal codex, serves many, probe codex',
  ],
  [node, 'node /usr/bin/gemini', 'is gemini-cli, journal gemini-cli, probe gemini'],
  [
    node,
    `/usr/bin/node --max-old-space-size=8192 ${n}/.bin/gemini`,
    'is gemini-cli, journal gemini-cli, probe gemini',
  ],
  [
    node,
    '/usr/bin/node --no-warnings --max-old-space-size=8192 /usr/bin/gemini',
    'is gemini-cli, journal gemini-cli, probe gemini',
  ],
  [node, `node ${n}/@google/gemini-cli/bundle/gemini.js`, 'is gemini-cli, journal gemini-cli'],
  [node, `node ${n}/@google/gemini-cli/dist/index.js`, 'is gemini-cli, journal gemini-cli'],
  [
    node,
    'node -r /home/me/trace.js /usr/bin/gemini',
    'is gemini-cli, journal gemini-cli, probe gemini',
  ],
  [node, `node ${n}/@github/copilot/npm-loader.js`, 'is copilot, journal copilot'],
  [node, 'node /usr/bin/copilot', 'is copilot, journal copilot, probe copilot'],
  [node, `node --expose-gc ${n}/@qwen-code/qwen-code/cli.js`, 'is qwen-code'],
  [node, 'node /run/user/1000/fnm_multishells/9_1/bin/claude', 'is claude-code, probe claude'],
  [
    '/home/me/.volta/tools/image/node/24.1.0/bin/node',
    `node ${n}/@openai/codex/bin/codex.js`,
    'is codex, journal codex, terminal',
  ],
  [
    '/home/me/.bun/bin/bun',
    'bun /home/me/.bun/bin/gemini',
    'is gemini-cli, journal gemini-cli, probe gemini',
  ],
  ['/home/me/.bun/bin/bun', 'bun run /home/me/gemini.js', 'is gemini-cli, journal gemini-cli'],
  ['/usr/bin/deno', 'deno run /home/me/gemini.js', 'is gemini-cli, journal gemini-cli'],
  ['/usr/bin/nodejs', 'nodejs /usr/bin/codex', 'is codex, journal codex, terminal, probe codex'],
  ['/usr/bin/node-22', 'node /usr/bin/codex', 'is codex, journal codex, terminal, probe codex'],
  ['', 'node /usr/bin/codex', 'is codex, journal codex, terminal, probe codex'],
  // Wrappers, and what they start.
  [`${nix}-claude-code-2.1.197/bin/.claude-wrapped`, 'claude', 'is claude-code, probe claude'],
  [
    `${nix}-codex-0.169.0/bin/.codex-wrapped_`,
    `${nix}-codex-0.169.0/bin/codex`,
    'is codex, journal codex, terminal, probe codex',
  ],
  [`${nix}-nodejs-24.1.0/bin/node`, `node ${nix}-qwen-code-0.24.4/share/cli.js`, 'is qwen-code'],
  [node, 'npm exec @google/gemini-cli', ''],
  ['/usr/bin/dash', 'sh -c gemini', ''],
  ['/usr/bin/bash', 'bash /home/me/bin/codex', ''],
  // Programs that embed an agent, or are called after one.
  ['/opt/codex-acp', 'codex-acp', 'journal codex, terminal'],
  ['/opt/codex-mcp', 'codex-mcp app-server', 'journal codex, serves many'],
  ['/opt/codex-0.169.0', 'codex-0.169.0', 'journal codex, terminal'],
  ['/opt/codex-0.169.0', 'codex-0.169.0 app-server', 'journal codex, serves many'],
  ['/opt/gemini-proxy', 'gemini-proxy', ''],
  [node, `node ${n}/.bin/gemini-mcp`, ''],
  [node, 'node run codex', ''],
  ['/usr/bin/claude-desktop', 'claude-desktop', ''],
  // Programs that are told of one.
  ['/usr/bin/vim', 'vim codex', ''],
  ['/usr/bin/vim', 'vim gemini-notes.md', ''],
  ['/usr/bin/grep', 'grep codex app-server', ''],
  ['/usr/bin/grep', 'grep claude', ''],
  [node, 'npm install @openai/codex', ''],
  [node, 'node /usr/bin/npm install @openai/codex', ''],
  [node, 'node /usr/bin/ccusage codex', ''],
  [node, `node ${n}/@ccusage/codex/dist/index.js`, ''],
  [node, 'node /home/me/copilot/server.js', ''],
  [node, 'node server.js claude', ''],
  [node, 'node -e claude', ''],
  ['/usr/bin/bundle', 'bundle codex', ''],
  ['/usr/bin/tail', 'tail -f /home/me/.codex/sessions/rollout.jsonl', ''],
])('%s: %s', (executable, argv, expected) => {
  expect(askAll(executable, argv)).toBe(expected)
})
