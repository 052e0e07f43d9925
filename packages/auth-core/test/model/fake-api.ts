import { type AccessToken, type Credentials, TokenError, type TokenSource } from "../../src/index.ts";
import type { Outcome } from "./outcome.ts";
import type { Timeline } from "./timeline.ts";

/** How the fake API behaves for good. */
export interface FakeApiOptions {
  readonly clock: Timeline;
  readonly lifeMs: number;
  /** A new token ends every earlier one. */
  readonly singleLiveToken: boolean;
}

/** One exchange as the API saw it, by the time that really passes. */
export interface Exchange {
  readonly startedAt: number;
  endedAt?: number;
}

/** WakaPay as the model knows it: tokens that are live or not, and a token endpoint that does as scripted. */
export interface FakeApi {
  /** Stands where `exchange` stands, and keeps its promises: a timeout of its own, no token that is over. */
  exchangeWith(credentials: Credentials): TokenSource;
  /** Answers a business call: 200 to a live bearer, 401 to any other. */
  statusOf(bearer: string): 200 | 401;
  /** What the next exchanges do; afterwards each issues a token in 100 ms. */
  readonly script: Outcome[];
  /** Ends every live token. */
  revoke(): void;
  /** From now on this pair alone is good. */
  accept(credentials: Credentials): void;
  readonly exchanges: readonly Exchange[];
  /** When an exchange began beside another that was under way. */
  readonly overlaps: readonly number[];
  /** Every token ever issued, oldest first. */
  readonly issued: readonly AccessToken[];
}

const TIMEOUT_MS = 10_000;

/** Makes an API that accepts `credentials`. */
export function fakeApi(credentials: Credentials, options: FakeApiOptions): FakeApi {
  const { clock, lifeMs, singleLiveToken } = options;
  const script: Outcome[] = [];
  const exchanges: Exchange[] = [];
  const issued: AccessToken[] = [];
  /** Live tokens, with their true ends. */
  const live = new Map<string, number>();
  const flying = new Set<Exchange>();
  const overlaps: number[] = [];
  let accepted = credentials;

  function issue(sentAt: number, replaces: boolean): AccessToken {
    if (singleLiveToken) live.clear();
    const token = {
      value: `secret-token-${issued.length + 1}.`,
      issuedAt: sentAt,
      expiresAt: sentAt + lifeMs,
      ...(replaces && { replaces: true as const }),
    };
    issued.push(token);
    live.set(token.value, clock.elapsed() + lifeMs);
    return token;
  }

  function answer(outcome: Outcome, pair: Credentials, sentAt: number, replaces: boolean): AccessToken {
    if (outcome.kind === "fails") throw failure(outcome);
    if (pair.apiKey !== accepted.apiKey || pair.apiSecret !== accepted.apiSecret) {
      throw new TokenError("credentials_rejected", "The model's API does not know this pair", {
        status: 401,
      });
    }
    const unexpired = issued.filter(({ expiresAt }) => expiresAt > clock.now());
    const known = outcome.kind === "lags" ? unexpired[0] : unexpired.at(-1);
    const token = (outcome.kind === "issues" ? undefined : known) ?? issue(sentAt, replaces);
    if (clock.now() >= token.expiresAt) throw new TokenError("malformed_response", "It was over on arrival");
    return token;
  }

  async function ended(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await clock.mortalWait(Math.min(ms, TIMEOUT_MS), signal);
    signal?.throwIfAborted();
    if (ms > TIMEOUT_MS) throw new TokenError("timeout", "The model's API did not answer");
  }

  const exchangeWith = (pair: Credentials): TokenSource => {
    return async ({ rejected, signal } = {}) => {
      const outcome = script.shift() ?? { kind: "issues", ms: 100 };
      const exchange: Exchange = { startedAt: clock.elapsed() };
      const sentAt = clock.now();
      if (flying.size > 0) overlaps.push(clock.elapsed());
      exchanges.push(exchange);
      flying.add(exchange);
      if (outcome.kind === "dies") {
        clock.die();
        flying.clear();
        return new Promise(() => {});
      }
      try {
        await ended(outcome.kind === "hangs" ? Number.POSITIVE_INFINITY : outcome.ms, signal);
        return answer(outcome, pair, sentAt, rejected !== undefined);
      } finally {
        exchange.endedAt = clock.elapsed();
        flying.delete(exchange);
      }
    };
  };

  return {
    exchangeWith,
    statusOf(bearer) {
      const endsAt = live.get(bearer);
      return endsAt !== undefined && clock.elapsed() < endsAt ? 200 : 401;
    },
    script,
    revoke: () => live.clear(),
    accept(pair) {
      accepted = pair;
    },
    exchanges,
    overlaps,
    issued,
  };
}

function failure({ code, status, retryAfterMs }: Outcome & { kind: "fails" }): TokenError {
  return new TokenError(code, "The model's API fails as scripted", {
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
