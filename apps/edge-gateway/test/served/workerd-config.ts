/** What a bare workerd is to serve. */
export interface WorkerdConfig {
  /** A folder for the Durable Object's storage, absolute. */
  readonly storage: string;
  /** The Worker's plain-text bindings. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A Cap'n Proto configuration: the gateway as it is deployed, from `main.js` and `index.js` beside it, with nothing in front. */
export function workerdConfig({ storage, variables }: WorkerdConfig): string {
  const text = Object.entries(variables).map(
    ([name, value]) => `(name = ${quoted(name)}, text = ${quoted(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .gateway),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
    (name = "storage", disk = (path = ${quoted(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "gateway")],
);
const gateway :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "main.js"),
    (name = "index.js", esModule = embed "index.js"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    ${[...text, '(name = "TOKEN_BROKER", durableObjectNamespace = "TokenBroker")'].join(",\n    ")},
  ],
  durableObjectNamespaces = [(className = "TokenBroker", uniqueKey = "wakapay-token-broker", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
);
`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
