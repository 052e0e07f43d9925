import type { AttackClass } from "./attack.ts";
import { answers } from "./classes/answers.ts";
import { bodies } from "./classes/bodies.ts";
import { caching } from "./classes/caching.ts";
import { callerKeys } from "./classes/caller-keys.ts";
import { foreignCredentials } from "./classes/foreign-credentials.ts";
import { hopByHop } from "./classes/hop-by-hop.ts";
import { hostAndTarget } from "./classes/host-and-target.ts";
import { idempotency } from "./classes/idempotency.ts";
import { injections } from "./classes/injections.ts";
import { mediaTypes } from "./classes/media-types.ts";
import { methods } from "./classes/methods.ts";
import { misconfiguration } from "./classes/misconfiguration.ts";
import { pathSpelling } from "./classes/path-spelling.ts";
import { queries } from "./classes/queries.ts";
import { smuggling } from "./classes/smuggling.ts";
import { storms } from "./classes/storms.ts";

/** All attacks, by class. */
export const attackClasses: readonly AttackClass[] = [
  pathSpelling,
  hostAndTarget,
  smuggling,
  methods,
  queries,
  callerKeys,
  foreignCredentials,
  hopByHop,
  bodies,
  mediaTypes,
  answers,
  injections,
  caching,
  idempotency,
  storms,
  misconfiguration,
];
