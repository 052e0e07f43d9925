import type { TokenErrorCode } from "../../src/index.ts";

/** What the fake token endpoint does with one exchange. */
export type Outcome =
  /** Answers with a new token after `ms`. */
  | { readonly kind: "issues"; readonly ms: number }
  /** Answers with the newest token once more: the API caches. */
  | { readonly kind: "repeats"; readonly ms: number }
  /** Answers with the oldest token that is not over: a stale replica. */
  | { readonly kind: "lags"; readonly ms: number }
  | {
      readonly kind: "fails";
      readonly ms: number;
      readonly code: TokenErrorCode;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  /** Never answers: the exchange's own timeout ends it. */
  | { readonly kind: "hangs" }
  /** The flight's owner is gone, and its timers with it: nothing of this flight ever happens again. */
  | { readonly kind: "dies" };
