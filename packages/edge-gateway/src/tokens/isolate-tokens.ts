import type { AccessToken, Credentials, TokenRequest, TokenSource } from "@wakapay/auth-core";
import { type CachedSource, cached, coolingDown, exchange } from "@wakapay/auth-core/layers";
import type { AccountConfig } from "../config/account-config.ts";
import type { TokenOrigin } from "../http/request-log.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { BrokerReply, BrokerRequest, PairName } from "./broker-protocol.ts";
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
  /** Returns where the latest token came from, the first time it is sent. Later, `isolate`. */
  readonly takeOrigin: () => TokenOrigin;
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
  let latest = "";
  let nextOrigin: TokenOrigin = "isolate";

  function noteOrigin(value: string, origin: TokenOrigin): void {
    // A reply can repeat a token that the isolate has.
    if (value === latest) return;
    latest = value;
    nextOrigin = origin;
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
  const fallback = oneAtATime(direct, 2 * DIRECT_TIMEOUT_MS, runtime.now);

  async function requestFromBroker(request: BrokerRequest): Promise<BrokerReply> {
    const reply = await broker.token(request);
    if (reply.ok) noteOrigin(reply.token.value, "broker");
    return reply;
  }

  async function requestDirectly(request?: TokenRequest): Promise<AccessToken> {
    const token = await fallback(request);
    noteOrigin(token.value, "direct");
    return token;
  }

  return {
    source: cached(brokered({ token: requestFromBroker }, requestDirectly, runtime.now), {
      ...runtime,
      renewAfter: ISOLATE_RENEWS_AFTER,
    }),
    takeOrigin() {
      const origin = nextOrigin;
      nextOrigin = "isolate";
      return origin;
    },
  };
}
