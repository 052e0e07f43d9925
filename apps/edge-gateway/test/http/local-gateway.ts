import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { type ServedGateway, type ServeGatewayOptions, serveGateway } from "./serve-gateway.ts";

/** The sandbox's credentials. */
export const CREDENTIALS = {
  apiKey: "key-of-the-served-tests",
  apiSecret: "canary-secret-of-the-served-tests",
};

/** A gateway in front of a sandbox, and the key of its only caller. */
export interface LocalGateway {
  readonly sandbox: ServedSandbox;
  readonly gateway: ServedGateway;
  readonly variables: Readonly<Record<string, string>>;
  readonly key: string;
  /** Sends a request through the gateway with the caller's key. */
  call(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<string>;
}

/** Starts both. The only caller, `demo`, may send GET and POST to everything under `/business/`. */
export async function localGateway(options: Pick<ServeGatewayOptions, "main"> = {}): Promise<LocalGateway> {
  const sandbox = await serve({ credentials: [CREDENTIALS] });
  const { key, hash } = await mintGatewayKey("demo");
  const routes = [{ methods: ["GET", "POST"], path: "/business/**" }];
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers: { demo: { keys: [hash], routes } } }),
  };
  const gateway = await serveGateway({ variables, ...options });
  return {
    sandbox,
    gateway,
    variables,
    key,
    call: (path, { headers, ...init } = {}) =>
      fetch(gateway.url + path, { ...init, headers: { authorization: `Bearer ${key}`, ...headers } }),
    async close() {
      const printed = await gateway.close();
      await sandbox.close();
      return printed;
    },
  };
}
