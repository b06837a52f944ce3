# The units, as home-manager takes them. What they say is what "otel-ai-monitor service install" writes.
{
  lib,
  package,
  configFile,
  host,
  port,
  socketActivation,
}:

{
  service = {
    Unit = {
      Description = "Shows what AI coding agents are doing";
      After = [ "graphical-session.target" ];
      PartOf = [ "graphical-session.target" ];
      StartLimitIntervalSec = 60;
      StartLimitBurst = 10;
    };
    Service = {
      Type = "notify";
      NotifyAccess = "all";
      ExecStart = "${lib.getExe package} run --no-stdout --config ${configFile}";
      Restart = "on-failure";
      RestartSec = 2;
      RestartPreventExitStatus = "64 78";
      WatchdogSec = 30;
      TimeoutStopSec = 10;
      # Nothing that takes a user namespace: from inside one, the kernel shows nothing of the agents.
      NoNewPrivileges = "yes";
      LockPersonality = "yes";
      RestrictAddressFamilies = "AF_UNIX AF_INET AF_INET6 AF_NETLINK";
      RestrictNamespaces = "yes";
      RestrictRealtime = "yes";
      RestrictSUIDSGID = "yes";
      SystemCallArchitectures = "native";
      SystemCallFilter = [
        "@system-service"
        "~@privileged"
      ];
      SystemCallErrorNumber = "EPERM";
      UMask = "0077";
      TasksMax = 512;
      MemoryMax = "1G";
    };
    Install = lib.optionalAttrs (!socketActivation) {
      WantedBy = [ "graphical-session.target" ];
    };
  };

  socket = {
    Unit.Description = "Starts the monitor of AI coding agents with their first telemetry";
    Socket.ListenStream = "${if lib.hasInfix ":" host then "[${host}]" else host}:${toString port}";
    Install.WantedBy = [ "sockets.target" ];
  };
}
