# What switches on each agent's telemetry: what "otel-ai-monitor setup" writes, as data.
{ endpoint }:

let
  telemetryVariables = prefix: {
    "${prefix}_TELEMETRY_ENABLED" = "true";
    "${prefix}_TELEMETRY_TARGET" = "local";
    "${prefix}_TELEMETRY_OTLP_ENDPOINT" = endpoint;
    "${prefix}_TELEMETRY_OTLP_PROTOCOL" = "http";
  };
  exporter = signal: {
    otlp-http = {
      endpoint = "${endpoint}/v1/${signal}";
      protocol = "binary";
    };
  };
in
{
  # In its settings, where home-manager writes them; as variables otherwise.
  claude-code.env = {
    CLAUDE_CODE_ENABLE_TELEMETRY = "1";
    CLAUDE_CODE_ENHANCED_TELEMETRY_BETA = "1";
    OTEL_LOGS_EXPORTER = "otlp";
    OTEL_METRICS_EXPORTER = "otlp";
    OTEL_TRACES_EXPORTER = "otlp";
    OTEL_EXPORTER_OTLP_PROTOCOL = "http/protobuf";
    OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    OTEL_LOGS_EXPORT_INTERVAL = "1000";
    OTEL_TRACES_EXPORT_INTERVAL = "1000";
  };
  codex.settings.otel = {
    exporter = exporter "logs";
    trace_exporter = exporter "traces";
  };
  gemini-cli.env = telemetryVariables "GEMINI" // {
    GEMINI_TELEMETRY_USE_COLLECTOR = "true";
  };
  qwen-code.env = telemetryVariables "QWEN";
  copilot.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  opencode = {
    env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    settings.experimental.openTelemetry = true;
  };
}
