import { compatibilityDate } from "../test/compatibility-date.ts";
import { type ServedWorker, serveWorker } from "../test/served/serve-worker.ts";

/** The least that a Worker in front of an API can be. */
const WORKER = `export default {
  fetch: (request, { UPSTREAM }) => fetch(UPSTREAM + request.url.slice(request.url.indexOf("/", 8)), request),
};`;

/** Serves a Worker that passes every request through to an upstream, in a workerd of its own. */
export function servePassThrough(upstream: string): Promise<ServedWorker> {
  return serveWorker({
    modules: { "main.js": WORKER },
    config: () => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "pass-through", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "pass-through")],
);
const worker :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "main.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [(name = "UPSTREAM", text = ${JSON.stringify(upstream)})],
);
`,
  });
}
