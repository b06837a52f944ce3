# The module in a NixOS of which only the options are left that it sets.
given:

let
  lib = import ./lib.nix;
in
lib.evalModule {
  module = import ../../../nix/nixos.nix;
  pkgs = import ./pkgs.nix;
  inherit given;
  outer.systemd.services = lib.mkOption {
    type = lib.types.anything;
    default = { };
  };
}
