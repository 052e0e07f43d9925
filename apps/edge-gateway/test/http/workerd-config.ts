import { compatibilityDate, compatibilityFlags } from "../compatibility.ts";

/** A service that a Worker is bound to. */
export interface BoundTo {
  readonly service: "gateway" | "beside";
  /** Default: the Worker's default export. */
  readonly entrypoint?: string;
  /** The `props` of the binding. */
  readonly props?: object;
}

/** Options of {@link workerdConfig}. */
export interface WorkerdConfig {
  /** The absolute path of a folder for the Durable Object's storage. */
  readonly storage: string;
  /** The gateway's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * The variables of a second version, as in a gradual deployment. The Durable Object runs in the
   * first.
   */
  readonly beside?: Readonly<Record<string, string>> | undefined;
  /** The bindings of `front.js`, a Worker that receives requests first. */
  readonly front?: Readonly<Record<string, BoundTo>> | undefined;
}

/** Returns a Cap'n Proto configuration that serves the gateway from `main.js` and `index.js`. */
export function workerdConfig({ storage, variables, beside, front }: WorkerdConfig): string {
  const names = ["gateway", ...(beside ? ["beside"] : []), ...(front ? ["front"] : [])];
  const services = names.map((name) => `(name = "${name}", worker = .${name}),`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ${services.join("\n    ")}
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
    (name = "storage", disk = (path = ${quoted(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "${front ? "front" : "gateway"}")],
);
${version("gateway", variables)}
${beside ? version("beside", beside) : ""}
${front ? frontWorker(front) : ""}
`;
}

/** The Durable Object namespaces, by binding. */
const NAMESPACES = [
  { binding: "TOKEN_BROKER", className: "TokenBroker", uniqueKey: "wakapay-token-broker" },
  { binding: "CALLER_QUOTA", className: "CallerQuota", uniqueKey: "wakapay-caller-quota" },
];

/** Configures a version of the gateway. The first one owns the Durable Objects' namespaces. */
function version(name: "gateway" | "beside", variables: Readonly<Record<string, string>>): string {
  const texts = Object.entries(variables).map(
    ([variable, value]) => `(name = ${quoted(variable)}, text = ${quoted(value)}),`,
  );
  const isOwner = name === "gateway";
  const objects = NAMESPACES.map(({ binding, className }) => {
    const namespace = isOwner ? quoted(className) : `(className = "${className}", serviceName = "gateway")`;
    return `(name = "${binding}", durableObjectNamespace = ${namespace}),`;
  });
  const classes = NAMESPACES.map(
    ({ className, uniqueKey }) =>
      `(className = "${className}", uniqueKey = "${uniqueKey}", enableSql = true),`,
  );
  const owned = `
  durableObjectNamespaces = [
    ${classes.join("\n    ")}
  ],
  durableObjectStorage = (localDisk = "storage"),`;
  return `const ${name} :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "main.js"),
    (name = "index.js", esModule = embed "index.js"),
  ],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
  bindings = [
    ${texts.join("\n    ")}
    ${objects.join("\n    ")}
  ],${isOwner ? owned : ""}
);`;
}

function frontWorker(bindings: Readonly<Record<string, BoundTo>>): string {
  const services = Object.entries(bindings).map(([name, { service, entrypoint, props }]) => {
    const parts = [`name = "${service}"`];
    if (entrypoint !== undefined) parts.push(`entrypoint = ${quoted(entrypoint)}`);
    if (props !== undefined) parts.push(`props = (json = ${quoted(JSON.stringify(props))})`);
    return `(name = ${quoted(name)}, service = (${parts.join(", ")})),`;
  });
  return `const front :Workerd.Worker = (
  modules = [(name = "front.js", esModule = embed "front.js")],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ${JSON.stringify(compatibilityFlags)},
  bindings = [
    ${services.join("\n    ")}
  ],
);`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
