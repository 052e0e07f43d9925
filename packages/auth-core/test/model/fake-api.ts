import { type AccessToken, type Credentials, TokenError, type TokenSource } from "../../src/index.ts";
import { nextReplacements } from "../../src/token/access-token.ts";
import type { Outcome } from "./outcome.ts";
import type { Owner } from "./owner.ts";
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
  readonly by: Owner;
  readonly pair: Credentials;
  readonly startedAt: number;
}

/** WakaPay as the model knows it: tokens that are live or not, and a token endpoint that does as scripted. */
export interface FakeApi {
  /** Stands where `exchange` stands, and keeps its promises: a timeout of its own, no token that is over. */
  exchangeWith(credentials: Credentials, by: Owner): TokenSource;
  /** Answers a business call: 200 to a live bearer, 401 to any other. */
  statusOf(bearer: string): 200 | 401;
  /** What the next exchanges do; afterwards each issues a token in 100 ms. */
  readonly script: Outcome[];
  /** Ends every live token. */
  revoke(): void;
  /** From now on this pair alone is good. */
  accept(credentials: Credentials): void;
  readonly exchanges: readonly Exchange[];
  /** Exchanges that began beside another, which was under way. */
  readonly overlaps: readonly { readonly one: Exchange; readonly other: Exchange }[];
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
  const overlaps: { one: Exchange; other: Exchange }[] = [];
  let accepted = credentials;

  function tokenOf(
    value: string,
    sentAt: number,
    expiresAt: number,
    rejected: AccessToken | undefined,
  ): AccessToken {
    return {
      value,
      issuedAt: sentAt,
      expiresAt,
      ...(rejected && { replacements: nextReplacements(rejected, sentAt) }),
    };
  }

  function issue(sentAt: number, rejected: AccessToken | undefined): AccessToken {
    if (singleLiveToken) live.clear();
    const token = tokenOf(`secret-token-${issued.length + 1}.`, sentAt, sentAt + lifeMs, rejected);
    issued.push(token);
    live.set(token.value, clock.elapsed() + lifeMs);
    return token;
  }

  function answer(
    outcome: Outcome,
    pair: Credentials,
    sentAt: number,
    rejected: AccessToken | undefined,
  ): AccessToken {
    if (outcome.kind === "fails") throw failure(outcome);
    if (pair.apiKey !== accepted.apiKey || pair.apiSecret !== accepted.apiSecret) {
      throw new TokenError("credentials_rejected", "The model's API does not know this pair", {
        status: 401,
      });
    }
    const known = issued.filter(({ issuedAt, expiresAt }) => issuedAt <= sentAt && expiresAt > clock.now());
    const newest = known.at(-1);
    if (outcome.kind === "repeats" && newest !== undefined) {
      return tokenOf(newest.value, sentAt, newest.expiresAt, rejected);
    }
    const token = (outcome.kind === "lags" ? known[0] : undefined) ?? issue(sentAt, rejected);
    if (clock.now() >= token.expiresAt) throw new TokenError("malformed_response", "It was over on arrival");
    return token;
  }

  async function ended(ms: number, { wait }: Owner, signal: AbortSignal | undefined): Promise<void> {
    await wait(Math.min(ms, TIMEOUT_MS), signal);
    signal?.throwIfAborted();
    if (ms > TIMEOUT_MS) throw new TokenError("timeout", "The model's API did not answer");
  }

  function begin(exchange: Exchange): void {
    for (const one of flying) overlaps.push({ one, other: exchange });
    exchanges.push(exchange);
    flying.add(exchange);
  }

  const exchangeWith = (pair: Credentials, by: Owner): TokenSource => {
    return async ({ rejected, signal } = {}) => {
      const outcome = script.shift() ?? { kind: "issues", ms: 100 };
      const exchange: Exchange = { by, pair, startedAt: clock.elapsed() };
      const sentAt = clock.now();
      begin(exchange);
      if (outcome.kind === "dies") {
        by.die();
        for (const dead of flying) if (dead.by === by) flying.delete(dead);
        return new Promise(() => {});
      }
      try {
        await ended(outcome.kind === "hangs" ? Number.POSITIVE_INFINITY : outcome.ms, by, signal);
        return answer(outcome, pair, sentAt, rejected);
      } finally {
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
