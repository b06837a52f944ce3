# Home-manager: the daemon as a user service, and the telemetry of the agents that it shows.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  cfg = config.services.otel-ai-monitor;
  json = pkgs.formats.json { };
  inherit (lib) mkDefault mkIf mkOption types;

  seconds =
    default: description:
    mkOption {
      type = types.numbers.positive;
      inherit default description;
    };
  toggle =
    default: description:
    mkOption {
      type = types.bool;
      inherit default description;
    };

  # An option of another module, where this home-manager has it.
  has = path: lib.hasAttrByPath path options;
  isManaged = agent: has [ "programs" agent "settings" ] && config.programs.${agent}.enable;
  agentOption =
    agent: title:
    mkOption {
      type = types.bool;
      default = isManaged agent;
      defaultText = lib.literalExpression "config.programs.${agent}.enable, where there is such a module";
      description = "Whether to switch on the telemetry of ${title} and have it sent here.";
    };

  inherit (cfg.settings) host port;
  isAny = lib.elem host [
    "0.0.0.0"
    "::"
  ];
  address = if isAny then "127.0.0.1" else host;
  endpoint = "http://${
    if lib.hasInfix ":" address then "[${address}]" else address
  }:${toString port}";
  telemetry = import ./agents.nix { inherit endpoint; };
  on = agent: cfg.agents.${agent}.enable;

  # The program itself says whether it can use them.
  configFile =
    pkgs.runCommand "otel-ai-monitor.json" { nativeBuildInputs = [ cfg.package ]; }
      ''
        export HOME=$PWD
        cp ${json.generate "otel-ai-monitor-settings.json" cfg.settings} settings.json
        ${lib.getExe cfg.package} config check --config settings.json
        cp settings.json $out
      '';
  # Eww's listener reads no settings.
  ewwFiles = "${cfg.package}/share/otel-ai-monitor/eww";
  ewwFilesWith =
    pipe:
    pkgs.runCommand "otel-ai-monitor-eww" { nativeBuildInputs = [ pkgs.makeWrapper ]; } ''
      cp -r ${ewwFiles} $out
      chmod -R u+w $out
      rm $out/otel-ai-monitor-listen
      makeWrapper ${ewwFiles}/otel-ai-monitor-listen $out/otel-ai-monitor-listen \
        --set-default OTEL_AI_MONITOR_PIPE_PATH ${lib.escapeShellArg pipe}
    '';
  units = import ./units.nix {
    inherit lib configFile port;
    inherit (cfg) package socketActivation;
    host = if host == "localhost" then "127.0.0.1" else host;
  };
in
{
  options.services.otel-ai-monitor = {
    enable = lib.mkEnableOption "otel-ai-monitor, which shows what AI coding agents are doing";
    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "pkgs.callPackage ./package.nix { }";
      description = "The package to use.";
    };
    port = mkOption {
      type = types.port;
      default = 4318;
      description = "Port that agents send their telemetry to.";
    };
    completionQuietPeriodSec = seconds 3 "Silence that ends a turn, where no exact evidence can come.";
    sessionTimeoutSec = seconds 300 "Silence after which a session expires.";
    completedTimeoutSec = seconds 30 "Time until a completed session turns idle.";
    broadcastIntervalSec = seconds 5 "Time between full lists of the sessions.";
    enableNotifications = toggle true "Whether to send desktop notifications.";
    usePipe = toggle true "Whether to write the sessions to a named pipe.";
    pipePath = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Where the pipe is; by default {file}`$XDG_RUNTIME_DIR/otel-ai-monitor.pipe`.";
    };
    verbose = toggle false "Whether to log what is of use in the search for a fault.";
    socketActivation = toggle false ''
      Whether systemd holds the port and starts the daemon when the first telemetry comes, instead of
      with the desktop.
    '';
    settings = mkOption {
      inherit (json) type;
      default = { };
      example = {
        notifications.quietHours = "22:00-07:00";
      };
      description = ''
        Settings as in {file}`config.json`, with times in milliseconds; they go before the options
        above, and are checked when the configuration is built. Everybody can read the Nix store: a
        token belongs into {env}`OTEL_AI_MONITOR_TOKEN`.
      '';
    };
    agents = {
      claude-code.enable = agentOption "claude-code" "Claude Code";
      codex.enable = agentOption "codex" "Codex";
      gemini-cli.enable = agentOption "gemini-cli" "Gemini CLI";
      qwen-code.enable = agentOption "qwen-code" "Qwen Code";
      copilot.enable = agentOption "github-copilot-cli" "Copilot CLI";
      opencode.enable = agentOption "opencode" "opencode";
    };
    eww.enable = toggle false ''
      Whether to put the widgets beside eww's configuration, for its
      `(include "./otel-ai-monitor/eww.yuck")`, which is added where home-manager writes that.
    '';
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          (lib.hm.assertions.assertPlatform "services.otel-ai-monitor" pkgs lib.platforms.linux)
          {
            assertion = cfg.socketActivation -> port != 0;
            message = "services.otel-ai-monitor.socketActivation needs a port that stays.";
          }
        ];
        warnings = lib.optional (cfg.settings ? token) ''
          services.otel-ai-monitor.settings.token ends up in the Nix store, where everybody can read it.
        '';

        services.otel-ai-monitor.settings = {
          host = mkDefault "127.0.0.1";
          port = mkDefault cfg.port;
          quietPeriodMs = mkDefault (cfg.completionQuietPeriodSec * 1000);
          sessionTimeoutMs = mkDefault (cfg.sessionTimeoutSec * 1000);
          completedTimeoutMs = mkDefault (cfg.completedTimeoutSec * 1000);
          broadcastIntervalMs = mkDefault (cfg.broadcastIntervalSec * 1000);
          notifications.enabled = mkDefault cfg.enableNotifications;
          pipe.enabled = mkDefault cfg.usePipe;
          pipe.path = mkIf (cfg.pipePath != null) (mkDefault cfg.pipePath);
          logLevel = mkIf cfg.verbose (mkDefault "debug");
        };

        home.packages = [ cfg.package ];
        # For status, doctor and the other commands.
        xdg.configFile."otel-ai-monitor/config.json".source = configFile;
        systemd.user.services.otel-ai-monitor = units.service;
        systemd.user.sockets = mkIf cfg.socketActivation { otel-ai-monitor = units.socket; };
      }

      {
        home.sessionVariables = lib.mkMerge [
          (mkIf (on "claude-code" && !isManaged "claude-code") telemetry.claude-code.env)
          (mkIf (on "gemini-cli") telemetry.gemini-cli.env)
          (mkIf (on "qwen-code") telemetry.qwen-code.env)
          (mkIf (on "copilot") telemetry.copilot.env)
          (mkIf (on "opencode") telemetry.opencode.env)
        ];
        home.file.".codex/config.toml" = mkIf (on "codex" && !isManaged "codex") {
          source = (pkgs.formats.toml { }).generate "codex-config.toml" telemetry.codex.settings;
        };
      }
      (lib.optionalAttrs (has [ "programs" "claude-code" "settings" ]) {
        programs.claude-code.settings = mkIf (on "claude-code") { inherit (telemetry.claude-code) env; };
      })
      (lib.optionalAttrs (has [ "programs" "codex" "settings" ]) {
        programs.codex.settings = mkIf (on "codex") telemetry.codex.settings;
      })
      (lib.optionalAttrs (has [ "programs" "opencode" "settings" ]) {
        programs.opencode.settings = mkIf (on "opencode") telemetry.opencode.settings;
      })

      (mkIf cfg.eww.enable {
        xdg.configFile."eww/otel-ai-monitor".source =
          if cfg.settings ? pipe.path then ewwFilesWith cfg.settings.pipe.path else ewwFiles;
      })
      (lib.optionalAttrs (has [ "programs" "eww" "yuckConfig" ]) {
        programs.eww = mkIf cfg.eww.enable {
          yuckConfig = ''(include "./otel-ai-monitor/eww.yuck")'';
          scssConfig = ''@import "otel-ai-monitor/eww";'';
        };
      })
    ]
  );
}
