import { type AccessToken, type Credentials, TokenError, type TokenSource } from "../../src/index.ts";
import { nextReplacements } from "../../src/token/access-token.ts";
import type { Outcome } from "./outcome.ts";
import type { Owner } from "./owner.ts";
import type { Timeline } from "./timeline.ts";

/** Options of {@link createFakeApi}. */
export interface FakeApiOptions {
  readonly clock: Timeline;
  readonly lifeMs: number;
  /** Whether a new token invalidates the earlier ones. */
  readonly singleLiveToken: boolean;
}

/** An exchange that reached the API. Times are elapsed milliseconds. */
export interface Exchange {
  readonly by: Owner;
  readonly credentials: Credentials;
  readonly startedAt: number;
}

/** A model of WakaPay: tokens that are valid or not, and a token endpoint that follows a script. */
export interface FakeApi {
  /** Replaces `exchange`: it has its own timeout, and returns no expired token. */
  exchangeWith(credentials: Credentials, by: Owner): TokenSource;
  /** Returns the status of a business call: 200 for a valid token, 401 for any other. */
  statusOf(bearer: string): 200 | 401;
  /** The outcomes of the next exchanges. Later ones issue a token after 100 ms. */
  readonly script: Outcome[];
  /** Revokes every token. */
  revoke(): void;
  /** Accepts only these credentials from now on. */
  accept(credentials: Credentials): void;
  readonly exchanges: readonly Exchange[];
  /** Pairs of exchanges that were in flight at the same time. */
  readonly overlaps: readonly { readonly one: Exchange; readonly other: Exchange }[];
  /** Every token that was issued, oldest first. */
  readonly issued: readonly AccessToken[];
}

const TIMEOUT_MS = 10_000;

/** Creates an API that accepts `credentials`. */
export function createFakeApi(credentials: Credentials, options: FakeApiOptions): FakeApi {
  const { clock, lifeMs, singleLiveToken } = options;
  const script: Outcome[] = [];
  const exchanges: Exchange[] = [];
  const issued: AccessToken[] = [];
  /** The valid tokens, with their expiry in elapsed milliseconds. */
  const valid = new Map<string, number>();
  const inFlight = new Set<Exchange>();
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
    if (singleLiveToken) valid.clear();
    const token = tokenOf(`secret-token-${issued.length + 1}.`, sentAt, sentAt + lifeMs, rejected);
    issued.push(token);
    valid.set(token.value, clock.elapsed() + lifeMs);
    return token;
  }

  function respond(
    outcome: Outcome,
    pair: Credentials,
    sentAt: number,
    rejected: AccessToken | undefined,
  ): AccessToken {
    if (outcome.kind === "error") throw failure(outcome);
    if (pair.apiKey !== accepted.apiKey || pair.apiSecret !== accepted.apiSecret) {
      throw new TokenError("credentials_rejected", "The fake API rejects these credentials.", {
        status: 401,
      });
    }
    const known = issued.filter(({ issuedAt, expiresAt }) => issuedAt <= sentAt && expiresAt > clock.now());
    const newest = known.at(-1);
    if (outcome.kind === "repeat" && newest !== undefined) {
      return tokenOf(newest.value, sentAt, newest.expiresAt, rejected);
    }
    const token = (outcome.kind === "stale" ? known[0] : undefined) ?? issue(sentAt, rejected);
    if (clock.now() >= token.expiresAt)
      throw new TokenError("malformed_response", "The token had already expired when it was received.");
    return token;
  }

  async function waitFor(ms: number, { wait }: Owner, signal: AbortSignal | undefined): Promise<void> {
    await wait(Math.min(ms, TIMEOUT_MS), signal);
    signal?.throwIfAborted();
    if (ms > TIMEOUT_MS) throw new TokenError("timeout", "The fake API did not respond.");
  }

  function start(exchange: Exchange): void {
    for (const one of inFlight) overlaps.push({ one, other: exchange });
    exchanges.push(exchange);
    inFlight.add(exchange);
  }

  const exchangeWith = (pair: Credentials, by: Owner): TokenSource => {
    return async ({ rejected, signal } = {}) => {
      const outcome = script.shift() ?? { kind: "issue", ms: 100 };
      const exchange: Exchange = { by, credentials: pair, startedAt: clock.elapsed() };
      const sentAt = clock.now();
      start(exchange);
      if (outcome.kind === "lost") {
        by.end();
        for (const lost of inFlight) if (lost.by === by) inFlight.delete(lost);
        return new Promise(() => {});
      }
      try {
        await waitFor(outcome.kind === "hang" ? Number.POSITIVE_INFINITY : outcome.ms, by, signal);
        return respond(outcome, pair, sentAt, rejected);
      } finally {
        inFlight.delete(exchange);
      }
    };
  };

  return {
    exchangeWith,
    statusOf(bearer) {
      const endsAt = valid.get(bearer);
      return endsAt !== undefined && clock.elapsed() < endsAt ? 200 : 401;
    },
    script,
    revoke: () => valid.clear(),
    accept(pair) {
      accepted = pair;
    },
    exchanges,
    overlaps,
    issued,
  };
}

function failure({ code, status, retryAfterMs }: Outcome & { kind: "error" }): TokenError {
  return new TokenError(code, "The fake API failed as scripted.", {
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
