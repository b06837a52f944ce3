# package.json and package-lock.json with every package in the Nix store: what `npm ci --offline`
# can install from. The lock file names no place to download from, so npm's own client, which knows
# one, fetches each tarball; the lock file's integrity is the hash of its derivation. There is no
# further hash to keep: a changed lock file changes what is fetched.
{
  lib,
  stdenvNoCC,
  runCommand,
  nodejs,
  cacert,
}:

{
  # Directory of both files.
  root,
  # Names of the packages that only the build needs; what they need comes with them.
  buildTools,
}:

let
  manifest = lib.importJSON (root + "/package.json");
  lock = lib.importJSON (root + "/package-lock.json");

  nameOf = path: module: module.name or (lib.last (lib.splitString "node_modules/" path));

  # By name alone: where there are several versions, all are kept.
  needsOf = lib.zipAttrsWith (_: lib.concatLists) (
    lib.mapAttrsToList (path: module: {
      ${nameOf path module} =
        lib.attrNames (module.dependencies or { })
        ++ lib.attrNames (module.optionalDependencies or { })
        ++ lib.attrNames (module.peerDependencies or { });
    }) lock.packages
  );
  toolClosure = map ({ key }: key) (
    builtins.genericClosure {
      startSet = map (key: { inherit key; }) buildTools;
      operator = { key }: map (name: { key = name; }) (needsOf.${key} or [ ]);
    }
  );
  isWanted =
    path: module:
    path == "" || !(module.dev or false) || lib.elem (nameOf path module) toolClosure;

  # In Node's words. npm leaves out what is for other platforms, so that is not fetched.
  platform = stdenvNoCC.hostPlatform.node;
  isForPlatform =
    module:
    lib.elem platform.platform (module.os or [ platform.platform ])
    && lib.elem platform.arch (module.cpu or [ platform.arch ]);

  fetch =
    path: module:
    let
      name = nameOf path module;
    in
    runCommand "${lib.replaceStrings [ "@" "/" ] [ "" "-" ] name}-${module.version}.tgz"
      {
        nativeBuildInputs = [ nodejs ];
        outputHash = module.integrity;
        outputHashMode = "flat";
        impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [ "NPM_CONFIG_REGISTRY" ];
        NODE_EXTRA_CA_CERTS = "${cacert}/etc/ssl/certs/ca-bundle.crt";
        SSL_CERT_FILE = "${cacert}/etc/ssl/certs/ca-bundle.crt";
      }
      ''
        export HOME=$PWD
        npm pack ${lib.escapeShellArg "${name}@${module.version}"} --ignore-scripts --silent >npm.log
        mv *.tgz $out
      '';

  onlyBuildTools = lib.filterAttrs (name: _: lib.elem name buildTools);
  place =
    path: module:
    if path == "" then
      module // { devDependencies = onlyBuildTools module.devDependencies; }
    else if isForPlatform module then
      module // { resolved = "file:${fetch path module}"; }
    else
      module;

  files = {
    manifest = builtins.toJSON (
      manifest // { devDependencies = onlyBuildTools manifest.devDependencies; }
    );
    lock = builtins.toJSON (
      lock // { packages = lib.mapAttrs place (lib.filterAttrs isWanted lock.packages); }
    );
  };
in
runCommand "${manifest.name}-npm-lock"
  (
    files
    // {
      passAsFile = lib.attrNames files;
    }
  )
  ''
    mkdir $out
    cp "$manifestPath" $out/package.json
    cp "$lockPath" $out/package-lock.json
  ''
