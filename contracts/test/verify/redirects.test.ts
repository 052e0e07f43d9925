import { createServer, type IncomingMessage } from "node:http";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/relay/listen.ts";
import { runVerify } from "../run-verify.ts";

const SECRET = "a-secret-canary";

const everything = () => true;

describe("an environment that redirects fails, and the other server receives nothing", () => {
  test.each([
    { what: "every request with 301", status: 301, redirects: everything },
    { what: "every request with 302", status: 302, redirects: everything },
    { what: "every request with 303", status: 303, redirects: everything },
    { what: "every request with 307", status: 307, redirects: everything },
    { what: "every request with 308", status: 308, redirects: everything },
    { what: "only token requests", status: 307, redirects: (path: string) => path === "/business/auth" },
    { what: "only other requests", status: 307, redirects: (path: string) => path !== "/business/auth" },
  ])("$what", async ({ status, redirects }) => {
    const received: string[] = [];
    const sandbox = await serve({ credentials: [{ apiKey: "a-key-canary", apiSecret: SECRET }] });
    onTestFinished(() => sandbox.close());
    // The API behind the redirect is right, so a client that follows it would pass.
    const other = await startServer(async (request, body) => {
      received.push(`${request.method} ${request.url} ${body}`);
      return forward(sandbox.url, request, body);
    });
    const environment = await startServer(async (request, body) => {
      if (!redirects(new URL(request.url ?? "/", other).pathname)) {
        return forward(sandbox.url, request, body);
      }
      return new Response(null, { status, headers: { Location: `${other}${request.url}` } });
    });
    const { code, output } = await runVerify(["--target", "environment"], {
      WAKAPAY_BASE_URL: environment,
      WAKAPAY_API_KEY: "a-key-canary",
      WAKAPAY_API_SECRET: SECRET,
    });
    expect(received, output).toEqual([]);
    expect(output).toContain(`${status}`);
    expect(code).toBe(1);
  });
});

async function startServer(
  respond: (request: IncomingMessage, body: string) => Promise<Response>,
): Promise<string> {
  const server = createServer(async (request, outgoing) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const response = await respond(request, body);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  return url;
}

function forward(baseUrl: string, request: IncomingMessage, body: string): Promise<Response> {
  const { authorization, "content-type": type } = request.headers;
  return fetch(`${baseUrl}${request.url}`, {
    method: request.method ?? "GET",
    headers: { ...(authorization && { authorization }), ...(type && { "content-type": type }) },
    ...(request.method === "POST" && { body: Buffer.from(body) }),
  });
}
