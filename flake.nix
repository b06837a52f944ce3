{
  description = "Shows what every AI coding agent on this machine is doing: working, waiting for you, or done";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      forAllSystems = nixpkgs.lib.genAttrs [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-darwin"
        "x86_64-linux"
      ];
    in
    {
      packages = forAllSystems (system: {
        default = nixpkgs.legacyPackages.${system}.callPackage ./nix/package.nix { };
      });

      overlays.default = final: _: {
        otel-ai-monitor = final.callPackage ./nix/package.nix { };
      };

      homeManagerModules.default = ./nix/home-manager.nix;

      nixosModules.default = ./nix/nixos.nix;

      checks = forAllSystems (system: {
        package = self.packages.${system}.default;
      });
    };
}
