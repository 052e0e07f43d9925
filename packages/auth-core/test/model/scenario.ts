import fc from "fast-check";
import type { StoreMood } from "./fleet-store.ts";
import type { Outcome } from "./outcome.ts";

/** What callers of one process of the fleet do. Tokens are named by their place: 0 is the newest that was issued. */
type CallersAction =
  | { readonly do: "get"; readonly callers: number }
  /** A caller who leaves after `abortAfterMs`; 0: whose signal has ended before. */
  | { readonly do: "getAndLeave"; readonly abortAfterMs: number }
  | { readonly do: "name"; readonly token: number }
  | { readonly do: "wish"; readonly token: number }
  | { readonly do: "clear"; readonly token?: number | undefined }
  | {
      readonly do: "fetch";
      readonly calls: number;
      readonly path: "/balance" | "/refuses";
      readonly oneShot: boolean;
      readonly abortAfterMs?: number | undefined;
    };

/** One thing that happens. */
export type Action =
  | (CallersAction & { readonly process: number })
  | { readonly do: "revoke" }
  /** The API changes the pair that it accepts; the process learns it then, too, or later. */
  | { readonly do: "rotate"; readonly told: boolean }
  | { readonly do: "tell" }
  | { readonly do: "askCredentials"; readonly answer: "at once" | "fails" | "never" | number }
  | { readonly do: "script"; readonly outcomes: readonly Outcome[] }
  | { readonly do: "store"; readonly is: StoreMood }
  | { readonly do: "step"; readonly ms: number }
  | { readonly do: "pass"; readonly ms: number }
  /** Time passes by a share of a token's life, give or take a millisecond. */
  | { readonly do: "passLife"; readonly share: number; readonly ms: number };

/** A world, and what happens in it. */
export interface Scenario {
  readonly singleLiveToken: boolean;
  /** One process alone, or so many over one store. */
  readonly fleet: 1 | 2;
  readonly lifeMs: number;
  /** How long the business API takes to answer, at most. */
  readonly answersInMs: number;
  /** Seeds the jitter. */
  readonly jitter: number;
  readonly actions: readonly Action[];
}

/** Never nothing: no network answers in no time. */
const answerMs = fc.constantFrom(1, 100, 1_999, 2_000, 2_001, 4_000, 9_999);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("issues" as const), ms: answerMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeats" as const), ms: answerMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lags" as const), ms: answerMs }) },
  { weight: 2, arbitrary: fc.constant({ kind: "hangs" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "dies" as const }) },
  { weight: 6, arbitrary: fc.tuple(answerMs, failures()).map(([ms, failure]) => ({ ms, ...failure })) },
);

function failures() {
  const kind = "fails" as const;
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
const leaveMs = fc.constantFrom(0, 1, 50, 500, 5_000, 20_000);

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
    arbitrary: fc.record({ process, do: fc.constant("getAndLeave" as const), abortAfterMs: leaveMs }),
  },
  { weight: 3, arbitrary: fc.record({ process, do: fc.constant("name" as const), token: place }) },
  { weight: 1, arbitrary: fc.record({ process, do: fc.constant("wish" as const), token: place }) },
  {
    weight: 8,
    arbitrary: fc.record({
      process,
      do: fc.constant("fetch" as const),
      calls: fc.integer({ min: 1, max: 4 }),
      path: fc.constantFrom("/balance" as const, "/balance" as const, "/refuses" as const),
      oneShot: fc.boolean(),
      abortAfterMs: fc.option(leaveMs, { nil: undefined, freq: 6 }),
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
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rotate" as const), told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: "tell" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      is: fc.constantFrom("well" as const, "slow" as const, "broken" as const, "hung" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("askCredentials" as const),
      answer: fc.constantFrom("at once" as const, "fails" as const, "never" as const, 3_000, 40_000, 60_000),
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
      do: fc.constant("passLife" as const),
      share: fc.constantFrom(0.3, 0.65, 0.7, 0.75, 0.9, 0.99, 1),
      ms: fc.constantFrom(-1, 0, 1),
    }),
  },
);

/** Every world and every history of it. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  singleLiveToken: fc.boolean(),
  fleet: fc.constantFrom(1 as const, 2 as const),
  lifeMs: fc.constantFrom(1_000, 10_000, 90_000, 3_600_000),
  answersInMs: fc.constantFrom(0, 20, 300),
  jitter: fc.nat(),
  actions: fc.array(action, { minLength: 1, maxLength: 30, size: "max" }),
});
