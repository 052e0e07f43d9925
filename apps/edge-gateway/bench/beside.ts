import { compatibilityDate } from "../test/compatibility-date.ts";
import { type ServedWorker, serveWorker } from "../test/served/serve-worker.ts";

/** The Workers that the gateway is measured beside. */
const WORKERS = {
  /** The least that a Worker in front of an API can be. */
  "pass-through": `export default {
  fetch: (request, { UPSTREAM }) => fetch(UPSTREAM + request.url.slice(request.url.indexOf("/", 8)), request),
};`,
  /** What a gateway cannot ask less of the platform for: a request of its own, a deadline, a line, an answer of its own. */
  "by hand": `const authorization = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln";
export default {
  async fetch(request, { UPSTREAM }) {
    const { method, url } = request;
    const id = crypto.randomUUID();
    const trace = { "x-request-id": id, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" };
    const headers = { accept: request.headers.get("accept"), "user-agent": "by-hand", ...trace, authorization };
    const signal = AbortSignal.timeout(30_000);
    const target = UPSTREAM + url.slice(url.indexOf("/", 8));
    const { status, headers: incoming, body } = await fetch(target, { method, headers, redirect: "manual", signal });
    const own = { "cache-control": "no-store", "x-content-type-options": "nosniff", "x-answer": "upstream", ...trace };
    incoming.forEach((value, name) => {
      if (name !== "connection" && name !== "keep-alive" && name !== "content-length") own[name] = value;
    });
    console.log(JSON.stringify({ event: "request", id, method, status, caller: "bench", route: "/business/balance" }));
    return new Response(body, { status, headers: own });
  },
};`,
} as const;

/** Serves one of them, in front of an upstream, in a silent workerd of its own. */
export function serveBeside(name: keyof typeof WORKERS, upstream: string): Promise<ServedWorker> {
  return serveWorker({
    modules: { "main.js": WORKERS[name] },
    isSilent: true,
    config: () => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "beside", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "beside")],
);
const worker :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "main.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [(name = "UPSTREAM", text = ${JSON.stringify(upstream)})],
);
`,
  });
}
