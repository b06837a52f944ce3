# As much of nixpkgs' library as the files in nix/ use, written for their tests: simple where the real one is thorough.
let
  inherit (builtins)
    all
    any
    attrNames
    concatLists
    concatStringsSep
    elem
    elemAt
    filter
    hasAttr
    head
    isAttrs
    isList
    isString
    length
    listToAttrs
    mapAttrs
    split
    stringLength
    substring
    ;

  type = description: check: { inherit description check; };
  mark = _type: attrs: attrs // { inherit _type; };
in
rec {
  inherit (builtins)
    any
    attrNames
    concatLists
    concatStringsSep
    elem
    mapAttrs
    replaceStrings
    zipAttrsWith
    ;

  # Lists, texts and sets
  last = list: elemAt list (length list - 1);
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: values: if condition then values else [ ];
  optionalAttrs = condition: values: if condition then values else { };
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasInfix = part: text: length (splitString part text) > 1;
  splitString =
    part: text:
    filter isString (split (builtins.replaceStrings [ "." ":" ] [ "[.]" "[:]" ] part) text);
  escapeShellArg = text: "'${text}'";
  makeBinPath = packages: concatStringsSep ":" (map (package: "${package}/bin") packages);
  getExe = package: "${package}/bin/${package.meta.mainProgram}";
  filterAttrs =
    keep: set:
    listToAttrs (
      concatLists (
        map (
          name:
          optional (keep name set.${name}) {
            inherit name;
            value = set.${name};
          }
        ) (attrNames set)
      )
    );
  mapAttrsToList = to: set: map (name: to name set.${name}) (attrNames set);
  hasAttrByPath =
    path: set:
    path == [ ]
    || (isAttrs set && hasAttr (head path) set && hasAttrByPath (builtins.tail path) set.${head path});
  importJSON = path: builtins.fromJSON (builtins.readFile path);
  assertMsg = condition: message: condition || throw message;
  versionAtLeast = a: b: builtins.compareVersions a b >= 0;
  licenses.mit = "MIT";
  platforms = {
    linux = [ "x86_64-linux" ];
    darwin = [ ];
  };
  fetchers.proxyImpureEnvVars = [ "https_proxy" ];
  hm.assertions.assertPlatform = _: _: _: {
    assertion = true;
    message = "";
  };

  # Options
  mkOption = mark "option";
  mkEnableOption =
    description:
    mkOption {
      type = types.bool;
      default = false;
      inherit description;
    };
  literalExpression = text: text;
  types = {
    bool = type "boolean" builtins.isBool;
    str = type "string" isString;
    port = type "port" (value: builtins.isInt value && value >= 0 && value <= 65535);
    numbers.positive = type "positive number" (
      value: (builtins.isInt value || builtins.isFloat value) && value > 0
    );
    package = type "package" isAttrs;
    anything = type "anything" (_: true);
    ints.positive = type "positive integer" (value: builtins.isInt value && value > 0);
    enum = values: type "one of them" (value: elem value values);
    strMatching =
      pattern:
      type "string matching ${pattern}" (
        value: isString value && builtins.match pattern value != null
      );
    listOf = of: type "list of ${of.description}" (value: isList value && all of.check value);
    nullOr = of: type "null or ${of.description}" (value: value == null || of.check value);
  };

  # Definitions
  mkIf =
    condition: content:
    mark "if" {
      inherit condition content;
    };
  mkMerge = contents: mark "merge" { inherit contents; };
  mkDefault = content: mark "default" { inherit content; };

  # A definition's parts, each with the conditions it stands under, which are not asked for yet:
  # they may depend on what other parts define.
  partsOf =
    conditions: isDefault: value:
    let
      kind = if isAttrs value then value._type or "" else "";
    in
    if kind == "if" then
      partsOf (conditions ++ [ value.condition ]) isDefault value.content
    else if kind == "merge" then
      concatLists (map (partsOf conditions isDefault) value.contents)
    else if kind == "default" then
      partsOf conditions true value.content
    else
      [ { inherit conditions isDefault value; } ];
  childrenOf =
    parts:
    zipAttrsWith (_: concatLists) (
      map (part: mapAttrs (_: partsOf part.conditions part.isDefault) part.value) parts
    );
  holding = filter (part: all (condition: condition) part.conditions);

  merge =
    parts:
    let
      strong = filter (part: !part.isDefault) parts;
      values = map (part: part.value) (if strong == [ ] then parts else strong);
    in
    if all (part: isPlainSet part.value) parts then
      mapAttrs (_: inner: merge (holding inner)) (
        filterAttrs (_: inner: holding inner != [ ]) (childrenOf parts)
      )
    else if all isList values then
      concatLists values
    else if all (value: value == head values) values then
      head values
    else if all isString values then
      concatStringsSep "\n" values
    else
      throw "conflicting definitions";
  isPlainSet = value: isAttrs value && (value.type or "") != "derivation";

  # One module with its options, and definitions from outside.
  evalModule =
    {
      module,
      outer,
      given,
      pkgs,
    }:
    let
      result = module {
        inherit config pkgs options;
        lib = import ./lib.nix;
      };
      options = mergeOptions outer result.options;
      config = evalOptions "" options (
        partsOf [ ] false (mkMerge [
          given
          result.config
        ])
      );
      failed = filter (assertion: !assertion.assertion) (config.assertions or [ ]);
    in
    if failed == [ ] then config else throw (head failed).message;

  mergeOptions =
    a: b:
    if isAttrs a && isAttrs b && !(a ? _type) then
      a // mapAttrs (name: inner: if a ? ${name} then mergeOptions a.${name} inner else inner) b
    else
      b;
  evalOptions =
    path: options: parts:
    let
      children = childrenOf parts;
      unknown = filter (name: !(options ? ${name})) (attrNames children);
      evalOne =
        name: option:
        let
          eval = if option._type or "" == "option" then evalOption else evalOptions;
        in
        eval "${path}.${name}" option (children.${name} or [ ]);
    in
    if unknown == [ ] then
      mapAttrs evalOne options
    else
      throw "The option `${path}.${head unknown}' does not exist";
  evalOption =
    path: option: parts:
    let
      found = holding parts;
      missing = throw "The option `${path}' was accessed but has no value defined";
      value = if found == [ ] then option.default or missing else merge found;
    in
    if option.type.check value then
      value
    else
      throw "The option `${path}' is not of type `${option.type.description}'";
}
