import { waitUntil } from "cloudflare:workers";
import type { AccessToken, Credentials, TokenSource } from "@wakapay/auth-core";
import { type CachedSource, cached, coolingDown, exchange } from "@wakapay/auth-core/layers";
import type { Config } from "../config/config.ts";
import type { TokenOrigin } from "../http/request-log.ts";
import type { PairName } from "./broker-protocol.ts";
import { brokerStub } from "./broker-stub.ts";
import { brokered } from "./brokered.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { logRejection } from "./rejection.ts";
import { promoted } from "./with-next-credentials.ts";

const DIRECT_TIMEOUT_MS = 5_000;

/** The tokens of one isolate. */
export interface IsolateTokens {
  readonly source: CachedSource;
  /** Where a token that `source` just gave came from. */
  originOf(token: AccessToken): TokenOrigin;
}

/**
 * The isolate's chain: cached ─▶ brokered, and one bounded exchange of its own where the broker is down.
 *
 * It keeps the token's value and no promise of a request. It asks for renewal at 75 % of a life, after the broker's 65 %, so
 * that it finds the new token there.
 */
export function isolateTokens(config: Config): IsolateTokens {
  const { baseUrl, credentials, nextCredentials, allowInsecureLoopback } = config;
  const origins = new WeakMap<AccessToken, TokenOrigin>();

  const told =
    (source: TokenSource, origin: TokenOrigin): TokenSource =>
    async (request) => {
      const token = await source(request);
      if (!origins.has(token)) origins.set(token, origin);
      return token;
    };

  const chainOf = (credentials: Credentials, pair: PairName) =>
    coolingDown(exchange({ baseUrl, credentials, allowInsecureLoopback, timeoutMs: DIRECT_TIMEOUT_MS }), {
      onEvent(event) {
        if (event.type === "cooled_down") logRejection(event.code, pair);
      },
    });
  const nextChain = nextCredentials && chainOf(nextCredentials, "next");
  const direct = (chain: TokenSource) => told(oneAtATime(chain, 2 * DIRECT_TIMEOUT_MS), "direct");
  const ask = brokered((request) => brokerStub(config).token(request), {
    fallback: direct(promoted(chainOf(credentials, "current"), nextChain)),
    next: nextChain && direct(nextChain),
    background: waitUntil,
  });
  return {
    source: cached(told(ask, "broker"), { background: waitUntil, random: () => 0 }),
    originOf(token) {
      const origin = origins.get(token) ?? "isolate";
      origins.set(token, "isolate");
      return origin;
    },
  };
}
