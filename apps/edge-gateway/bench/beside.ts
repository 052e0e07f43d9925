import { type ServedGateway, serveGateway } from "../test/http/serve-gateway.ts";

const BROKER = `import { DurableObject } from "cloudflare:workers";
export class TokenBroker extends DurableObject {}
`;
/** The Workers that the gateway is measured beside. */
const WORKERS = {
  /** The least that a Worker in front of an API can be. */
  "pass-through": `export default {
  fetch: (request, { WAKAPAY_BASE_URL }) => fetch(WAKAPAY_BASE_URL + request.url.slice(request.url.indexOf("/", 8)), request),
};`,
  /** What a gateway cannot ask less of the platform for: a request of its own, a deadline, a line, an answer of its own. */
  "by hand": `const authorization = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln";
export default {
  async fetch(request, { WAKAPAY_BASE_URL }) {
    const { method, url } = request;
    const id = crypto.randomUUID();
    const trace = { "x-request-id": id, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" };
    const headers = { accept: request.headers.get("accept"), "user-agent": "by-hand", ...trace, authorization };
    const signal = AbortSignal.timeout(30_000);
    const target = WAKAPAY_BASE_URL + url.slice(url.indexOf("/", 8));
    const { status, headers: incoming, body } = await fetch(target, { method, headers, redirect: "manual", signal });
    const own = { "cache-control": "no-store", "x-content-type-options": "nosniff", "x-answer": "upstream", ...trace };
    incoming.forEach((value, name) => {
      if (name !== "connection" && name !== "keep-alive" && name !== "content-length") own[name] = value;
    });
    console.log(JSON.stringify({ event: "request", id, method, status, caller: "bench", route: "/business/balance" }));
    return new Response(body, { status, headers: own });
  },
};`,
  /** For a start: it has an answer, and asks nobody. */
  answering: 'export default { fetch: () => new Response("{}", { status: 401 }) };',
} as const;

/** Serves one of them in the gateway's place, with its bindings, in a silent workerd of its own. */
export function serveBeside(
  name: keyof typeof WORKERS,
  variables: Readonly<Record<string, string>>,
): Promise<ServedGateway> {
  return serveGateway({ variables, isSilent: true, main: BROKER + WORKERS[name] });
}
