// The first thing a person sees: where the daemon listens, where the lines go, what to paste into the agents' settings.

import { version } from '../../version.ts'

/**
 * A text for a terminal. The settings are those that make every turn's end exact.
 *
 * @param pipe the named pipe's path, undefined where there is none
 */
export function greeting(
  { address, port }: { readonly address: string; readonly port: number },
  pipe: string | undefined,
): string {
  const base = `http://${address.includes(':') ? `[${address}]` : address}:${port}`
  return `
  otel-ai-monitor ${version} listens on ${base}
  Lines go to stdout${pipe === undefined ? '' : ` and to ${pipe}`}

  Claude Code, in ~/.claude/settings.json:

    "env": {
      "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
      "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA": "1",
      "OTEL_LOGS_EXPORTER": "otlp",
      "OTEL_METRICS_EXPORTER": "otlp",
      "OTEL_TRACES_EXPORTER": "otlp",
      "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
      "OTEL_EXPORTER_OTLP_ENDPOINT": "${base}",
      "OTEL_LOGS_EXPORT_INTERVAL": "1000",
      "OTEL_TRACES_EXPORT_INTERVAL": "1000"
    }

  Codex, in ~/.codex/config.toml:

    [otel]
    exporter = { otlp-http = { endpoint = "${base}/v1/logs", protocol = "binary" } }
    trace_exporter = { otlp-http = { endpoint = "${base}/v1/traces", protocol = "binary" } }

`
}
