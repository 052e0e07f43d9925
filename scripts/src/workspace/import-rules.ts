/** What a set of files may import from this repository, and which modules it must not import. */
interface PackageRule {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  readonly message: string;
  /** Paths of the package itself that look like another package. */
  readonly ownPaths?: readonly string[];
  readonly forbidden?: { readonly modules: readonly string[]; readonly message: string };
}

const AUTH_CORE = "@wakapay/auth-core";
const SANDBOX = "@wakapay/sandbox";
const COMMAND = "@wakapay/command";
const CLI = "@wakapay/cli";
const EDGE_GATEWAY = "@wakapay/edge-gateway";
const EDGE_GATEWAY_WORKER = "@wakapay/edge-gateway-worker";

/** The packages that each package may import, as ARCHITECTURE.md draws them. */
const PACKAGE_RULES: readonly PackageRule[] = [
  {
    files: ["packages/auth-core/src/**"],
    packages: [],
    message: "auth-core must not import other packages. Only its tests import the sandbox.",
    forbidden: {
      modules: ["node:*", "cloudflare:*"],
      message: "auth-core must run on every runtime that has fetch.",
    },
  },
  {
    files: ["packages/auth-core/**", "!packages/auth-core/src/**"],
    packages: [AUTH_CORE, SANDBOX],
    message: "Tests of auth-core may import only auth-core and the sandbox.",
  },
  {
    files: ["packages/sandbox/**"],
    packages: [SANDBOX, COMMAND],
    message: "The sandbox must not import the client, so that it stays independent of it.",
  },
  {
    files: ["packages/command/**"],
    packages: [COMMAND],
    message: "The package of the commands must not import other packages.",
  },
  {
    files: ["packages/cli/src/**"],
    packages: [AUTH_CORE, COMMAND],
    message: "The command may import only auth-core and the package command. It starts other programs.",
  },
  {
    files: ["packages/cli/**", "!packages/cli/src/**"],
    packages: [AUTH_CORE, CLI, COMMAND, EDGE_GATEWAY, SANDBOX],
    message: "Tests of the command may import only packages that it depends on.",
  },
  {
    files: ["packages/edge-gateway/src/**"],
    packages: [AUTH_CORE, COMMAND],
    message: "The gateway may import only auth-core and, for its commands, the package command.",
  },
  {
    files: ["packages/edge-gateway/**", "!packages/edge-gateway/src/**"],
    packages: [AUTH_CORE, COMMAND, EDGE_GATEWAY, SANDBOX],
    message: "Tests of the gateway may import only auth-core, the gateway, and the sandbox.",
  },
  {
    files: ["apps/edge-gateway/src/**"],
    packages: [EDGE_GATEWAY],
    message: "The Worker may import only the gateway.",
  },
  {
    files: ["apps/edge-gateway/**", "!apps/edge-gateway/src/**"],
    packages: [AUTH_CORE, EDGE_GATEWAY, SANDBOX],
    message: "Tests of the Worker may import only auth-core, the gateway, and the sandbox.",
  },
  {
    files: ["apps/node-example/src/**"],
    packages: [AUTH_CORE],
    message: "The example may import only auth-core. Only its tests import the sandbox.",
  },
  {
    files: ["apps/node-example/**", "!apps/node-example/src/**"],
    packages: [AUTH_CORE, SANDBOX],
    message: "Tests of the example may import only auth-core and the sandbox.",
  },
  {
    files: ["apps/bench/**"],
    packages: [AUTH_CORE, EDGE_GATEWAY, EDGE_GATEWAY_WORKER],
    message: "The benchmark may import only auth-core and the gateway.",
    ownPaths: ["../../../../packages/auth-core/test/documentation/**"],
  },
  {
    files: ["apps/simulation/**"],
    packages: [AUTH_CORE, EDGE_GATEWAY],
    message: "The simulation may import only auth-core and the gateway.",
  },
];

/** For each folder of a `src/` folder, the sibling folders that it may import. */
export const FOLDER_RULES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "packages/auth-core/src": {
    time: [],
    token: ["time"],
    options: ["token", "time"],
    crypto: ["token"],
    layers: ["token", "time", "options"],
    endpoint: ["token", "time", "options", "crypto"],
    store: ["token", "time", "options", "crypto"],
    testing: ["token", "time", "store"],
  },
  "apps/bench/src": {
    table: [],
    peers: [],
    workers: [],
    measure: ["peers", "table"],
    programs: ["measure", "peers"],
    rows: ["programs", "measure", "peers", "table"],
    report: ["table"],
  },
  "packages/edge-gateway/src": {
    http: [],
    policy: [],
    identity: ["policy", "http"],
    access: ["policy", "http"],
    config: ["access", "policy"],
    tokens: ["config", "http"],
    upstream: ["tokens", "config", "policy", "http"],
    command: ["config", "identity", "policy"],
  },
  "packages/cli/src": {
    terminal: [],
    settings: [],
    completion: [],
    doctor: ["settings", "terminal"],
    command: ["doctor", "completion", "settings", "terminal"],
  },
  "apps/simulation/src": {
    time: [],
    network: ["time"],
    scenario: ["network", "time"],
    fleet: ["scenario", "network", "time"],
    checks: ["scenario", "network"],
    report: ["scenario", "network"],
  },
  "packages/sandbox/src": {
    options: [],
    http: [],
    state: ["options", "http"],
    faults: ["state", "options", "http"],
    api: ["state", "options", "http"],
    control: ["faults", "state", "options", "http"],
    console: ["control", "faults", "state", "options", "http"],
    command: ["control", "api", "state", "options", "http"],
  },
  "contracts/src": {
    pact: [],
    relay: [],
    consumer: ["pact"],
    openapi: ["pact", "relay"],
    verify: ["pact", "relay"],
    targets: ["pact", "relay", "verify"],
    report: ["verify"],
    mutants: ["openapi", "verify", "pact", "relay"],
    command: ["report", "targets", "openapi", "verify", "relay", "pact"],
  },
  "scripts/src": {
    workspace: [],
    language: [],
    release: ["workspace"],
    stack: ["workspace"],
    demo: ["stack"],
    cli: ["stack"],
  },
};

const PACKAGE_FOLDERS = "{packages,apps,contracts,scripts,auth-core,cli,sandbox,edge-gateway,node-example}";
interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
}

/**
 * Returns the Biome configuration that enforces both tables with `noRestrictedImports`.
 *
 * If several overrides match a file, Biome applies only the last one. The override of a folder
 * therefore repeats the patterns of its package.
 */
export function biomeImportRules(): object {
  const packages = PACKAGE_RULES.map((rule) => override(rule.files, packagePatterns(rule)));
  const folders = Object.entries(FOLDER_RULES).flatMap(([root, rules]) => {
    const inherited = PACKAGE_RULES.filter(({ files }) => mayMatch(files, root));
    const patterns = inherited.flatMap(packagePatterns);
    const ownPaths = inherited.flatMap((rule) => rule.ownPaths ?? []);
    return Object.entries(rules).map(([folder, imports]) =>
      override([`${root}/${folder}/**`], [...patterns, folderPattern(folder, imports, ownPaths)]),
    );
  });
  return { overrides: [...packages, ...folders] };
}

function packagePatterns({ packages, message, ownPaths = [], forbidden }: PackageRule): Pattern[] {
  const group = ["@wakapay/**", ...packages.flatMap((name) => [`!${name}`, `!${name}/**`])];
  return [
    ...(forbidden === undefined ? [] : [{ group: forbidden.modules, message: forbidden.message }]),
    { group, message },
    {
      group: [`../**/${PACKAGE_FOLDERS}/**`, ...ownPaths.map((path) => `!${path}`)],
      message: "Import a package by its name, and only as ARCHITECTURE.md allows.",
    },
  ];
}

function folderPattern(folder: string, imports: readonly string[], ownPaths: readonly string[]): Pattern {
  const siblings = imports.map((name) => `!../${name}/**`);
  return {
    group: ["../**", ...siblings, "../*/../**", ...ownPaths.map((path) => `!${path}`)],
    message: `${folder}/ must not import this file. ARCHITECTURE.md lists what each folder may import.`,
  };
}

function mayMatch([glob = "", ...exceptions]: readonly string[], root: string): boolean {
  const [parent, name] = root.split("/");
  const isExcluded = exceptions.includes(`!${parent}/${name}/**`);
  return !isExcluded && [`${root}/**`, `${parent}/*/src/**`, `${parent}/${name}/**`].includes(glob);
}

function override(includes: readonly string[], patterns: readonly Pattern[]): object {
  const rule = { level: "error", options: { patterns } };
  return { includes, linter: { rules: { style: { noRestrictedImports: rule } } } };
}
