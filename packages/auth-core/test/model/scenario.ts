import fc from "fast-check";
import type { StoreState } from "./fleet-store.ts";
import type { Outcome } from "./outcome.ts";

/** An action of callers in one process. Tokens are numbered: 0 is the newest that was issued. */
type CallersAction =
  | { readonly do: "get"; readonly callers: number }
  /** A caller that aborts after `abortAfterMs`. If 0, its signal is already aborted. */
  | { readonly do: "getAndAbort"; readonly abortAfterMs: number }
  | { readonly do: "reject"; readonly token: number }
  | { readonly do: "outlive"; readonly token: number }
  | { readonly do: "clear"; readonly token?: number | undefined }
  | {
      readonly do: "fetch";
      readonly calls: number;
      readonly path: "/balance" | "/unauthorized";
      readonly oneShot: boolean;
      readonly abortAfterMs?: number | undefined;
    };

/** An action of a scenario. */
export type Action =
  | (CallersAction & { readonly process: number })
  | { readonly do: "revoke" }
  /** The API accepts new credentials. The processes get them at once or later. */
  | { readonly do: "rotate"; readonly isDeployed: boolean }
  | { readonly do: "deployCredentials" }
  | { readonly do: "credentials"; readonly outcome: "immediate" | "error" | "hang" | number }
  | { readonly do: "script"; readonly outcomes: readonly Outcome[] }
  | { readonly do: "store"; readonly state: StoreState }
  | { readonly do: "step"; readonly ms: number }
  | { readonly do: "pass"; readonly ms: number }
  /** Time passes: a fraction of a token's lifetime, plus `ms`. */
  | { readonly do: "passLifetime"; readonly fraction: number; readonly ms: number };

/** A world and the actions in it. */
export interface Scenario {
  readonly singleLiveToken: boolean;
  /** The number of processes. Several processes share a store. */
  readonly processes: 1 | 2;
  readonly lifeMs: number;
  /** The maximum time that the business API takes to respond, in milliseconds. */
  readonly responseMs: number;
  /** The seed of the jitter. */
  readonly jitter: number;
  readonly actions: readonly Action[];
}

/** At least 1, because no network responds instantly. */
const exchangeMs = fc.constantFrom(1, 100, 1_999, 2_000, 2_001, 4_000, 9_999);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("issue" as const), ms: exchangeMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat" as const), ms: exchangeMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stale" as const), ms: exchangeMs }) },
  { weight: 2, arbitrary: fc.constant({ kind: "hang" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "lost" as const }) },
  { weight: 6, arbitrary: fc.tuple(exchangeMs, failures()).map(([ms, failure]) => ({ ms, ...failure })) },
);

function failures() {
  const kind = "error" as const;
  const retryAfterMs = fc.constantFrom(undefined, 1_000, 3_000, 45_000, 120_000);
  return fc.oneof(
    retryAfterMs.map((ms) => ({
      kind,
      code: "rate_limited" as const,
      status: 429,
      ...(ms !== undefined && { retryAfterMs: ms }),
    })),
    retryAfterMs.map((ms) => ({
      kind,
      code: "unavailable" as const,
      status: 503,
      ...(ms !== undefined && { retryAfterMs: ms }),
    })),
    fc.constantFrom(
      { kind, code: "unavailable" as const },
      { kind, code: "credentials_rejected" as const, status: 401 },
      { kind, code: "request_rejected" as const, status: 400 },
      { kind, code: "unexpected_response" as const, status: 403 },
      { kind, code: "unexpected_response" as const, status: 302 },
      { kind, code: "malformed_response" as const, status: 200 },
    ),
  );
}

const process = fc.nat({ max: 1 });
const place = fc.nat({ max: 3 });
const abortMs = fc.constantFrom(0, 1, 50, 500, 5_000, 20_000);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      process,
      do: fc.constant("get" as const),
      callers: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ process, do: fc.constant("getAndAbort" as const), abortAfterMs: abortMs }),
  },
  { weight: 3, arbitrary: fc.record({ process, do: fc.constant("reject" as const), token: place }) },
  { weight: 1, arbitrary: fc.record({ process, do: fc.constant("outlive" as const), token: place }) },
  {
    weight: 8,
    arbitrary: fc.record({
      process,
      do: fc.constant("fetch" as const),
      calls: fc.integer({ min: 1, max: 4 }),
      path: fc.constantFrom("/balance" as const, "/balance" as const, "/unauthorized" as const),
      oneShot: fc.boolean(),
      abortAfterMs: fc.option(abortMs, { nil: undefined, freq: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      process,
      do: fc.constant("clear" as const),
      token: fc.option(place, { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: "revoke" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rotate" as const), isDeployed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: "deployCredentials" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      state: fc.constantFrom("healthy" as const, "slow" as const, "failing" as const, "hanging" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("credentials" as const),
      outcome: fc.constantFrom(
        "immediate" as const,
        "error" as const,
        "hang" as const,
        3_000,
        40_000,
        60_000,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("script" as const),
      outcomes: fc.array(outcome, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("step" as const),
      ms: fc.constantFrom(-3_600_000, -60_000, -1_000, -1, 1, 1_000, 60_000, 3_600_000),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.oneof(fc.constantFrom(1, 20, 99, 100, 101, 2_000, 5_000, 60_000), fc.nat({ max: 40_000 })),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("passLifetime" as const),
      fraction: fc.constantFrom(0.3, 0.65, 0.7, 0.75, 0.9, 0.99, 1),
      ms: fc.constantFrom(-1, 0, 1),
    }),
  },
);

/** All scenarios. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  singleLiveToken: fc.boolean(),
  processes: fc.constantFrom(1 as const, 2 as const),
  lifeMs: fc.constantFrom(1_000, 10_000, 90_000, 3_600_000),
  responseMs: fc.constantFrom(0, 20, 300),
  jitter: fc.nat(),
  actions: fc.array(action, { minLength: 1, maxLength: 30, size: "max" }),
});
