import { repository } from "../workspace/repository.ts";
import { childEnvironment } from "./child-environment.ts";
import type { Credentials } from "./credentials.ts";
import { type ProcessGroup, startProcessGroup } from "./process-group.ts";

/** Options of {@link startGateway}. */
export interface GatewayOptions {
  readonly port: number;
  /** The base URL of the API, which is the URL of the sandbox. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** The callers' policy, in the format that the gateway's documentation describes. */
  readonly policy: unknown;
  /** The folder for the storage of the gateway's Durable Object. */
  readonly stateFolder: string;
  /** Receives each line of the gateway's output. */
  readonly onLine: (line: string) => void;
}

/**
 * Starts the gateway and its Durable Object in `wrangler dev`, which needs no Cloudflare account.
 */
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
