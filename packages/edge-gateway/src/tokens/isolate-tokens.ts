import type { AccessToken, Credentials, TokenSource } from "@wakapay/auth-core";
import { type CachedSource, cached, coolingDown, exchange } from "@wakapay/auth-core/layers";
import type { AccountConfig } from "../config/account-config.ts";
import type { TokenOrigin } from "../http/request-log.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { PairName } from "./broker-protocol.ts";
import { brokered } from "./brokered.ts";
import { logRejections } from "./log-rejections.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { recordExchanges } from "./record-exchanges.ts";
import { ISOLATE_RENEWS_AFTER } from "./renewal-schedule.ts";
import type { TokenRuntime } from "./token-runtime.ts";
import { withNextCredentials } from "./with-next-credentials.ts";

const DIRECT_TIMEOUT_MS = 5_000;

/** The tokens of one account in one isolate. */
export interface IsolateTokens {
  readonly source: CachedSource;
  /** Returns where a token came from, the first time it is used. Later, `isolate`. */
  readonly originOf: (token: AccessToken) => TokenOrigin;
}

/**
 * Creates the isolate's chain: `cached ─▶ brokered`. If the broker is down, the isolate makes one
 * bounded exchange of its own at a time.
 *
 * The isolate caches the token's value, and no promise of a request. Pass `waitUntil` as
 * `background`.
 */
export function createIsolateTokens(
  { account, baseUrl, credentials, nextCredentials, allowInsecureLoopback }: AccountConfig,
  broker: Pick<BrokerClient, "token">,
  runtime: TokenRuntime = {},
): IsolateTokens {
  const origins = new WeakMap<AccessToken, TokenOrigin>();

  function tagOrigin(source: TokenSource, origin: TokenOrigin): TokenSource {
    return async (request) => {
      const token = await source(request);
      if (!origins.has(token)) origins.set(token, origin);
      return token;
    };
  }

  function createChain(credentials: Credentials, pair: PairName): TokenSource {
    const onEvent = recordExchanges(runtime.writeFigure, { account, pair, tokenFrom: "direct" });
    const wire = {
      onEvent,
      ...runtime,
      baseUrl,
      credentials,
      allowInsecureLoopback,
      timeoutMs: DIRECT_TIMEOUT_MS,
    };
    return coolingDown(exchange(wire), { onEvent: logRejections(account, pair), ...runtime });
  }

  const direct = withNextCredentials(
    createChain(credentials, "current"),
    nextCredentials && createChain(nextCredentials, "next"),
  );
  const fallback = tagOrigin(oneAtATime(direct, 2 * DIRECT_TIMEOUT_MS, runtime.now), "direct");
  return {
    source: cached(tagOrigin(brokered(broker, fallback, runtime.now), "broker"), {
      ...runtime,
      renewAfter: ISOLATE_RENEWS_AFTER,
    }),
    originOf(token) {
      const origin = origins.get(token) ?? "isolate";
      origins.set(token, "isolate");
      return origin;
    },
  };
}
