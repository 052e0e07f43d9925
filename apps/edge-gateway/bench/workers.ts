import { type ServedGateway, serveGateway } from "../test/http/serve-gateway.ts";

const BROKER = `import { DurableObject } from "cloudflare:workers";
export class TokenBroker extends DurableObject {}
`;

/** Hand-written Workers that the gateway is compared with. */
const WORKERS = {
  /**
   * Has the gateway's duties: its own upstream request, a deadline that ends when the response
   * headers arrive, a log line even if the caller disconnects, and its own response.
   */
  "by hand": `const authorization = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln";
export default {
  async fetch(request, { WAKAPAY_BASE_URL }) {
    const { method, url } = request;
    const id = crypto.randomUUID();
    const trace = { "x-request-id": id, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" };
    const headers = { accept: request.headers.get("accept"), "user-agent": "by-hand", ...trace, authorization };
    const log = (status) =>
      console.log(JSON.stringify({ event: "request", id, method, status, caller: "bench", route: "/business/balance" }));
    request.signal.addEventListener("abort", () => log(499));
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), 30_000);
    const target = WAKAPAY_BASE_URL + url.slice(url.indexOf("/", 8));
    const init = { method, headers, redirect: "manual", signal: deadline.signal };
    const { status, headers: incoming, body } = await fetch(target, init);
    clearTimeout(timer);
    const own = { "cache-control": "no-store", "x-content-type-options": "nosniff", "x-answer": "upstream", ...trace };
    incoming.forEach((value, name) => {
      if (name !== "connection" && name !== "keep-alive" && name !== "content-length") own[name] = value;
    });
    log(status);
    return new Response(body, { status, headers: own });
  },
};`,
  /** Responds without an upstream request, to compare starts. */
  empty: 'export default { fetch: () => new Response("{}", { status: 401 }) };',
} as const;

/** Serves a hand-written Worker in the gateway's place, with its bindings. */
export function serveHandWritten(
  name: keyof typeof WORKERS,
  variables: Readonly<Record<string, string>>,
): Promise<ServedGateway> {
  return serveGateway({ variables, isSilent: true, main: BROKER + WORKERS[name] });
}
