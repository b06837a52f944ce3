# The program, built from its sources with the packages of its lock file.
{
  lib,
  stdenvNoCC,
  callPackage,
  makeWrapper,
  nodejs_24,
  nodejs ? nodejs_24,
  libnotify,
  procps,
  systemd,
}:

let
  root = ../.;
  manifest = lib.importJSON ../package.json;
  npmLock = callPackage ./npm-lock.nix { inherit nodejs; } {
    inherit root;
    buildTools = [ "rolldown" ];
  };
  sources = [
    "eww"
    "package.json"
    "proto"
    "rolldown.config.ts"
    "schema"
    "src"
    "tsconfig.json"
  ];
  # A program in the background should take little memory; as in src/runtime/node-flags.ts.
  nodeFlags = [ "--max-semi-space-size=4" ];
  # Programs that the daemon calls, behind those of the user.
  helpers = lib.optionals stdenvNoCC.hostPlatform.isLinux [
    libnotify
    procps
    systemd
  ];
in

assert lib.assertMsg (lib.versionAtLeast nodejs.version "24.16")
  "otel-ai-monitor needs Node 24.16 or later, not ${nodejs.version}";

stdenvNoCC.mkDerivation {
  pname = manifest.name;
  inherit (manifest) version;

  src = builtins.path {
    path = root;
    name = "${manifest.name}-source";
    filter =
      path: _:
      lib.any (
        name: path == toString root + "/${name}" || lib.hasPrefix (toString root + "/${name}/") path
      ) sources;
  };

  nativeBuildInputs = [
    makeWrapper
    nodejs
  ];

  buildPhase = ''
    runHook preBuild
    export HOME=$PWD
    cp package.json package.json.orig
    install -m 644 ${npmLock}/package.json ${npmLock}/package-lock.json .
    npm ci --offline --ignore-scripts
    patchShebangs node_modules
    npm run build
    mv package.json.orig package.json
    runHook postBuild
  '';

  installPhase = ''
    runHook preInstall
    lib=$out/lib/otel-ai-monitor
    share=$out/share
    mkdir -p $lib $share/otel-ai-monitor
    # What it depends on is in it.
    cp -r dist package.json proto schema $lib
    install -Dm 644 -t $lib/src/probe src/probe/*.bt
    cp -r eww $share/otel-ai-monitor
    patchShebangs $share/otel-ai-monitor
    makeWrapper ${nodejs}/bin/node $out/bin/otel-ai-monitor \
      --add-flags "${toString nodeFlags} $lib/dist/main.js" \
      --suffix PATH : ${lib.makeBinPath helpers}
    mkdir -p $share/bash-completion/completions $share/zsh/site-functions $share/fish/vendor_completions.d
    $out/bin/otel-ai-monitor completions bash >$share/bash-completion/completions/otel-ai-monitor
    $out/bin/otel-ai-monitor completions zsh >$share/zsh/site-functions/_otel-ai-monitor
    $out/bin/otel-ai-monitor completions fish >$share/fish/vendor_completions.d/otel-ai-monitor.fish
    runHook postInstall
  '';

  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck
    $out/bin/otel-ai-monitor --version | grep -F ${manifest.version}
    $out/bin/otel-ai-monitor config check
    runHook postInstallCheck
  '';

  meta = {
    inherit (manifest) description;
    license = lib.licenses.mit;
    mainProgram = "otel-ai-monitor";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
