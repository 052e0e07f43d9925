import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
import { clients } from "./redis-clients.ts";

/** What the test passes to each process of the fleet, as JSON. */
export interface FleetProcess {
  readonly library: keyof typeof clients;
  readonly redisPort: number;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const { library, redisPort, ...options }: FleetProcess = JSON.parse(process.argv[2] ?? "{}");
using connection = await clients[library](redisPort);
const { getToken } = createTokenManager({
  ...options,
  allowInsecureLoopback: true,
  store: redisStore(connection.client),
  // Eight processes start at once on a few cores. A late reply is not what these tests are about.
  storeTimeoutMs: 20_000,
});

process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
process.send?.(await Promise.all([getToken(), getToken(), getToken()]));
process.disconnect();
