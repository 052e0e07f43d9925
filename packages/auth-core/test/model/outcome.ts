import type { TokenErrorCode } from "../../src/index.ts";

/** What the fake token endpoint does with an exchange. */
export type Outcome =
  /** Returns a new token after `ms`. */
  | { readonly kind: "issue"; readonly ms: number }
  /** Returns the newest token again, as an API with a cache does. */
  | { readonly kind: "repeat"; readonly ms: number }
  /** Returns the oldest token that has not expired, as a stale replica does. */
  | { readonly kind: "stale"; readonly ms: number }
  | {
      readonly kind: "error";
      readonly ms: number;
      readonly code: TokenErrorCode;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  /** Never responds. The exchange times out. */
  | { readonly kind: "hang" }
  /** The owner of the flight ends, and its timers with it. The flight never settles. */
  | { readonly kind: "lost" };
