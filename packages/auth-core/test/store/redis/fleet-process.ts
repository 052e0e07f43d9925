import { createTokenManager } from "@wakapay/auth-core";
import { redisStore } from "@wakapay/auth-core/redis";
import { clients } from "./redis-clients.ts";

/** What the test hands to each process of the fleet, as JSON. */
export interface FleetProcess {
  readonly library: keyof typeof clients;
  readonly redisPort: number;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const { library, redisPort, ...where }: FleetProcess = JSON.parse(process.argv[2] ?? "{}");
using connection = await clients[library](redisPort);
const { getToken } = createTokenManager({
  ...where,
  allowInsecureLoopback: true,
  store: redisStore(connection.client),
  // Eight processes start at once on a few cores: a late timer is no broken store.
  storeTimeoutMs: 20_000,
});

process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
process.send?.(await Promise.all([getToken(), getToken(), getToken()]));
process.disconnect();
