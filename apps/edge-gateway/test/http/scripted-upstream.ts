import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { type HttpRequest, type HttpResponse, httpExchange } from "./http-exchange.ts";
import { CREDENTIALS } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/** How WakaPay's place behaves. */
export interface UpstreamScript {
  /** Responds to a business request. Its body has been read. */
  readonly respond: (request: IncomingMessage, response: ServerResponse, body: string) => unknown;
  /** Delays the token endpoint. */
  readonly beforeToken?: () => Promise<unknown>;
  /** Lifetime of tokens, in seconds. Default: 3600. */
  readonly lifetimeSeconds?: number;
  /** The routes of the only caller. Default: GET, HEAD, and POST under `/business/`. */
  readonly routes?: readonly object[];
}

/** A gateway in front of a scripted upstream. */
export interface ScriptedUpstream {
  /** The sandbox that issues the tokens. */
  readonly sandbox: Sandbox;
  readonly gateway: ServedGateway;
  /** The variables of the gateway, to serve it another time. */
  readonly variables: Readonly<Record<string, string>>;
  readonly key: string;
  /** Sends a request through the gateway with the caller's key. */
  call(path: string, request?: Omit<HttpRequest, "port" | "path">): Promise<HttpResponse>;
  /** Closes both and returns what the gateway printed. */
  close(): Promise<string>;
}

const ROUTES = [{ methods: ["GET", "HEAD", "POST"], path: "/business/**" }];

/** Starts a gateway in front of an upstream whose business responses the test writes. */
export async function scriptedUpstream({
  respond,
  beforeToken = async () => {},
  lifetimeSeconds = 3600,
  routes = ROUTES,
}: UpstreamScript): Promise<ScriptedUpstream> {
  const sandbox = createSandbox({ credentials: [CREDENTIALS], lifetimeSeconds });
  const upstream = createServer(async (request, response) => {
    const body = await text(request).catch(() => "");
    if (request.url !== "/business/auth") return respond(request, response, body);
    await beforeToken();
    const headers = { "content-type": "application/json" };
    const token = await sandbox.fetch("http://sandbox/business/auth", { method: "POST", headers, body });
    return response.writeHead(token.status, headers).end(await token.text());
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { key, hash } = await mintGatewayKey("demo");
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: `http://127.0.0.1:${Object(upstream.address()).port}`,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers: { demo: { keys: [hash], operator: true, routes } } }),
  };
  const gateway = await serveGateway({ variables });
  return {
    sandbox,
    gateway,
    variables,
    key,
    call: (path, { headers, ...request } = {}) =>
      httpExchange({
        ...request,
        port: gateway.port,
        path,
        headers: { authorization: `Bearer ${key}`, ...headers },
      }),
    async close() {
      const printed = await gateway.close();
      upstream.closeAllConnections();
      upstream.close();
      return printed;
    },
  };
}
