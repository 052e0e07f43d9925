import { childEnvironment } from "./child-environment.ts";
import type { Credentials } from "./credentials.ts";
import { type ProcessGroup, startProcessGroup } from "./process-group.ts";
import { repository } from "./repository.ts";

/** What the gateway is told at its start. */
export interface GatewayOptions {
  readonly port: number;
  /** Where it finds the API: the sandbox's address. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** The callers' configuration, as the gateway's README documents it. */
  readonly policy: unknown;
  /** The folder of its Durable Object's storage. */
  readonly stateFolder: string;
  readonly onLine: (line: string) => void;
}

/** Starts the gateway under `wrangler dev`, which is workerd with its Durable Object, without an account. */
export function startGateway(options: GatewayOptions): ProcessGroup {
  const { port, baseUrl, credentials, policy, stateFolder, onLine } = options;
  return startProcessGroup({
    name: "gateway",
    args: [
      repository("apps/edge-gateway/node_modules/wrangler/bin/wrangler.js"),
      ...["dev", "--env", "local", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"],
      ...["--persist-to", stateFolder, "--env-file", "/dev/null", "--show-interactive-dev-session=false"],
    ],
    cwd: repository("apps/edge-gateway"),
    env: childEnvironment({
      WAKAPAY_BASE_URL: baseUrl,
      WAKAPAY_API_KEY: credentials.apiKey,
      WAKAPAY_API_SECRET: credentials.apiSecret,
      GATEWAY_POLICY: JSON.stringify(policy),
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
    }),
    onLine,
  });
}
