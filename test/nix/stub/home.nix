# The module in a home-manager of which only the options are left that it sets.
given:

let
  lib = import ./lib.nix;
  anything =
    default:
    lib.mkOption {
      type = lib.types.anything;
      inherit default;
    };
  program = {
    enable = lib.mkEnableOption "it";
    settings = anything { };
  };
in
lib.evalModule {
  module = import ../../../nix/home-manager.nix;
  pkgs = import ./pkgs.nix;
  inherit given;
  outer = {
    assertions = anything [ ];
    warnings = anything [ ];
    home = {
      packages = anything [ ];
      sessionVariables = anything { };
      file = anything { };
    };
    xdg.configFile = anything { };
    systemd.user = {
      services = anything { };
      sockets = anything { };
    };
    programs = {
      claude-code = program;
      codex = program;
      opencode = program;
      eww = {
        yuckConfig = anything null;
        scssConfig = anything null;
      };
    };
  };
}
