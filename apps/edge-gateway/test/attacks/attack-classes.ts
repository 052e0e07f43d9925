import type { AttackClass } from "./attack.ts";
import { caching } from "./classes/caching.ts";
import { cors } from "./classes/cors.ts";
import { dailyQuotas } from "./classes/daily-quotas.ts";
import { foreignCredentials } from "./classes/foreign-credentials.ts";
import { gatewayKeys } from "./classes/gateway-keys.ts";
import { hopByHopHeaders } from "./classes/hop-by-hop-headers.ts";
import { hostAndRequestTarget } from "./classes/host-and-request-target.ts";
import { idempotency } from "./classes/idempotency.ts";
import { injection } from "./classes/injection.ts";
import { mediaTypes } from "./classes/media-types.ts";
import { methods } from "./classes/methods.ts";
import { misconfiguration } from "./classes/misconfiguration.ts";
import { pathSpelling } from "./classes/path-spelling.ts";
import { queries } from "./classes/queries.ts";
import { requestBodies } from "./classes/request-bodies.ts";
import { requestSmuggling } from "./classes/request-smuggling.ts";
import { storms } from "./classes/storms.ts";
import { tokens } from "./classes/tokens.ts";
import { upstreamResponses } from "./classes/upstream-responses.ts";

/** All attacks, by class. */
export const attackClasses: readonly AttackClass[] = [
  pathSpelling,
  hostAndRequestTarget,
  requestSmuggling,
  methods,
  queries,
  gatewayKeys,
  tokens,
  foreignCredentials,
  dailyQuotas,
  hopByHopHeaders,
  requestBodies,
  mediaTypes,
  upstreamResponses,
  injection,
  caching,
  cors,
  idempotency,
  storms,
  misconfiguration,
];
