import type { Bench } from "../table/row.ts";
import { authorizedFetch } from "./authorized-fetch.ts";
import { cachedToken } from "./cached-token.ts";
import { fleet } from "./fleet.ts";
import { gateway } from "./gateway.ts";
import { loopback, undici } from "./loopback.ts";
import { memory } from "./memory.ts";
import { recovery } from "./recovery.ts";
import { size } from "./size.ts";
import { storms } from "./storms.ts";
import { workerStart } from "./worker-start.ts";

/** Every row, in the order of the page. */
export const BENCHES: readonly Bench[] = [
  cachedToken,
  authorizedFetch,
  loopback,
  undici,
  storms,
  recovery,
  fleet,
  gateway,
  workerStart,
  memory,
  size,
];
