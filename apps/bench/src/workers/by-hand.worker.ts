/**
 * A Worker written by hand with the gateway's duties to a response: its own upstream request, a
 * deadline that ends when the response headers arrive, a log line even if the caller disconnects,
 * and its own response. It checks no key and renews no token.
 */
const authorization = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln";
const HOP_BY_HOP = ["connection", "keep-alive", "content-length"];

export default {
  async fetch(request: Request, { WAKAPAY_BASE_URL }: { WAKAPAY_BASE_URL: string }): Promise<Response> {
    const { method, url } = request;
    const id = crypto.randomUUID();
    const trace = {
      "x-request-id": id,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
    };
    const accept = request.headers.get("accept") ?? "*/*";
    const headers = { accept, "user-agent": "by-hand", ...trace, authorization };
    const log = (status: number) =>
      console.log(
        JSON.stringify({
          event: "request",
          id,
          method,
          status,
          caller: "bench",
          route: "/business/balance",
        }),
      );
    request.signal.addEventListener("abort", () => log(499));
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), 30_000);
    const target = WAKAPAY_BASE_URL + url.slice(url.indexOf("/", 8));
    const response = await fetch(target, { method, headers, redirect: "manual", signal: deadline.signal });
    clearTimeout(timer);
    const own: Record<string, string> = {
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-answer": "upstream",
      ...trace,
    };
    response.headers.forEach((value, name) => {
      if (!HOP_BY_HOP.includes(name)) own[name] = value;
    });
    log(response.status);
    return new Response(response.body, { status: response.status, headers: own });
  },
};
