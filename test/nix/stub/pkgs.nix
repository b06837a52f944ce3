# Packages that are only names, and builders that only remember what they were told.
let
  lib = import ./lib.nix;
  package = name: {
    type = "derivation";
    outPath = "/store/${name}";
    meta.mainProgram = name;
    inherit name;
  };
  format = _: {
    type = lib.types.anything;
    generate = name: value: package name // { inherit value; };
  };
  callPackage =
    file: given:
    let
      function = import file;
    in
    function (builtins.intersectAttrs (builtins.functionArgs function) pkgs // given);
  pkgs = {
    inherit lib callPackage;
    runCommand =
      name: attrs: script:
      package name // { inherit attrs script; };
    formats = {
      json = format;
      toml = format;
    };
    stdenvNoCC = {
      hostPlatform = {
        isLinux = true;
        node = {
          platform = "linux";
          arch = "x64";
        };
      };
      mkDerivation = attrs: package attrs.pname // attrs;
    };
    nodejs_24 = package "nodejs" // {
      version = "24.16.0";
    };
    bpftrace = package "bpftrace";
    cacert = package "cacert";
    libnotify = package "libnotify";
    makeWrapper = package "makeWrapper";
    procps = package "procps";
    systemd = package "systemd";
    util-linux = package "util-linux";
  };
in
pkgs
