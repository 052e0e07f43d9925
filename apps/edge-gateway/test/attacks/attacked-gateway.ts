import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { dateAfter } from "@wakapay/edge-gateway/internal/policy/key-entry";
import { type RawRequest, type RawResponse, rawExchange } from "../http/raw-exchange.ts";
import { type ServedGateway, serveGateway } from "../http/serve-gateway.ts";
import { type RecordingUpstream, startRecordingUpstream } from "./recording-upstream.ts";
import { type GatewayKeys, type RequestParts, requestText } from "./request-parts.ts";
import { type AttackerTokens, createTokenIssuer } from "./token-issuer.ts";

const CREDENTIALS = { apiKey: "canary-key-of-the-attacked", apiSecret: "canary-secret-of-the-attacked" };
const BALANCE_IN_USD = { methods: ["GET"], path: "/business/balance", query: { currency: ["USD"] } };
const YESTERDAY = dateAfter(-1, Date.now());
/** The routes and origins of each caller. */
const CALLERS = {
  wide: {
    routes: [
      { methods: ["GET", "HEAD", "POST"], path: "/business/**" },
      { methods: ["POST"], path: "/business/uploads", maxBodyBytes: 10_485_760 },
    ],
  },
  narrow: {
    routes: [
      { ...BALANCE_IN_USD, timeoutMs: 1_000 },
      { methods: ["POST"], path: "/business/sandbox-echo", timeoutMs: 300, maxBodyBytes: 1_000 },
    ],
  },
  layered: { routes: [{ methods: ["GET", "HEAD"], path: "/business/**" }, BALANCE_IN_USD] },
  page: { routes: [BALANCE_IN_USD], origins: ["https://console.example"] },
  metered: { routes: [{ methods: ["GET", "HEAD", "POST"], path: "/business/**" }], quota: { perDay: 10 } },
};

/** A gateway on a bare workerd, in front of an upstream that records requests. */
export interface AttackedGateway {
  readonly served: ServedGateway;
  readonly upstream: RecordingUpstream;
  readonly variables: Readonly<Record<string, string>>;
  readonly keys: GatewayKeys;
  /** Tokens of the issuer that the policy trusts. */
  readonly tokens: AttackerTokens;
  /** Sends a request over a new connection, followed by `more`, and returns the response. */
  send(parts: RequestParts, more?: RawRequest): Promise<RawResponse>;
  /** Stops both and returns what the gateway printed. */
  close(): Promise<string>;
}

/** Starts both on free ports. `changes` replace variables of the gateway. */
export async function startAttackedGateway(
  changes: Readonly<Record<string, string>> = {},
): Promise<AttackedGateway> {
  const upstream = await startRecordingUpstream(CREDENTIALS);
  const [wide, narrow, layered, page, metered, expired, retired, stranger] = await Promise.all([
    mintGatewayKey("wide"),
    mintGatewayKey("narrow"),
    mintGatewayKey("layered"),
    mintGatewayKey("page"),
    mintGatewayKey("metered"),
    mintGatewayKey("wide"),
    mintGatewayKey("wide"),
    mintGatewayKey("stranger"),
  ]);
  // The recording upstream would record a request to this address.
  const { ruleFor, tokens } = createTokenIssuer(`${upstream.url}/canary-keys`);
  const callers = {
    wide: {
      tokens: [ruleFor({ sub: "service:wide" })],
      keys: [wide.hash, { hash: expired.hash, expires: YESTERDAY }],
      ...CALLERS.wide,
    },
    narrow: { tokens: [ruleFor({ team: "narrow" })], keys: [narrow.hash], ...CALLERS.narrow },
    layered: { keys: [layered.hash], ...CALLERS.layered },
    page: { keys: [page.hash], ...CALLERS.page },
    metered: { keys: [metered.hash], ...CALLERS.metered },
  };
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: upstream.url,
    WAKAPAY_API_KEY: CREDENTIALS.apiKey,
    WAKAPAY_API_SECRET: CREDENTIALS.apiSecret,
    GATEWAY_POLICY: JSON.stringify({ callers }),
    ...changes,
  };
  const keys: GatewayKeys = {
    wide: wide.key,
    narrow: narrow.key,
    layered: layered.key,
    page: page.key,
    metered: metered.key,
    expired: expired.key,
    retired: retired.key,
    stranger: stranger.key,
  };
  const served = await serveGateway({ variables });
  return {
    served,
    upstream,
    variables,
    keys,
    tokens,
    send: (parts, more = []) => rawExchange(served.port, [requestText(parts, keys), ...more]),
    async close() {
      const printed = await served.close();
      await upstream.close();
      return printed;
    },
  };
}
