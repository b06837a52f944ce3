# NixOS: the probe, a service of the system that tells one user's daemon what the kernel sees of his agents.
# What the unit says is what "otel-ai-monitor probe install" writes; src/service/probe-unit.ts says why.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.otel-ai-monitor-probe;
  inherit (lib) mkOption types;
  word = types.strMatching "[a-zA-Z0-9_.+-]+";
in
{
  options.services.otel-ai-monitor-probe = {
    enable = lib.mkEnableOption "the probe of otel-ai-monitor, which sees the processes of AI coding agents in the kernel";
    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "pkgs.callPackage ./package.nix { }";
      description = "The package to use.";
    };
    user = mkOption {
      type = word;
      example = "alice";
      description = "Whose agents are watched, and whose daemon is told.";
    };
    processes = mkOption {
      type = types.listOf word;
      default = [
        "claude"
        "codex"
        "gemini"
        "qwen"
        "copilot"
        "opencode"
      ];
      description = "Names of the agents' programs.";
    };
    waitThreshold = mkOption {
      type = types.ints.positive;
      default = 1000;
      description = "Milliseconds that a read of the terminal must take to count as waiting.";
    };
    logLevel = mkOption {
      type = types.enum [
        "fatal"
        "error"
        "warn"
        "info"
        "debug"
      ];
      default = "info";
      description = "Least severe message that goes to the journal.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services.otel-ai-monitor-probe = {
      description = "Watches the processes of AI coding agents for otel-ai-monitor";
      wantedBy = [ "multi-user.target" ];
      startLimitIntervalSec = 600;
      startLimitBurst = 10;
      path = [
        pkgs.bpftrace
        pkgs.util-linux
      ];
      serviceConfig = {
        Type = "exec";
        ExecStart = lib.concatStringsSep " " [
          (lib.getExe cfg.package)
          "probe --user ${cfg.user}"
          "--processes ${lib.concatStringsSep "," cfg.processes}"
          "--wait-threshold ${toString cfg.waitThreshold}"
          "--log-level ${cfg.logLevel}"
        ];
        Restart = "on-failure";
        RestartSec = 10;
        RestartPreventExitStatus = "64 78";
        TimeoutStopSec = 10;
        User = "root";
        CapabilityBoundingSet = "CAP_BPF CAP_PERFMON CAP_SETUID CAP_SETPCAP";
        NoNewPrivileges = "yes";
        LockPersonality = "yes";
        PrivateNetwork = "yes";
        RestrictAddressFamilies = "AF_UNIX";
        IPAddressDeny = "any";
        PrivateDevices = "yes";
        PrivateTmp = "yes";
        ProtectSystem = "strict";
        ProtectClock = "yes";
        ProtectControlGroups = "yes";
        ProtectHostname = "yes";
        ProtectKernelModules = "yes";
        ProtectKernelTunables = "yes";
        RestrictNamespaces = "yes";
        RestrictRealtime = "yes";
        RestrictSUIDSGID = "yes";
        SystemCallArchitectures = "native";
        SystemCallFilter = [
          "@system-service bpf perf_event_open"
          "~@chown @clock @keyring @module @mount @raw-io @reboot @swap"
        ];
        SystemCallErrorNumber = "EPERM";
        UMask = "0077";
        TasksMax = 128;
        MemoryMax = "1G";
      };
    };
  };
}
