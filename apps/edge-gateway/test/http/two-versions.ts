import type { ServedSandbox } from "@wakapay/sandbox/serve";
import { mintGatewayKey } from "../../src/access/gateway-key.ts";
import { serveGateway } from "./serve-gateway.ts";

const SPLIT = `export default {
  fetch: (request, env) => env[request.headers.get("x-version")].fetch(request),
};`;
const VERSIONS = ["GATEWAY", "BESIDE"] as const;

/** A pair of WakaPay's credentials. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The pairs that a version of the gateway was deployed with. */
export interface Version {
  readonly current: Pair;
  readonly next?: Pair;
}

/** Which versions serve; the Durable Object runs in the first. */
export type Deployed = readonly [broker: Version, beside?: Version];

/** What came of a spell of traffic. */
export interface Traffic {
  /** Answers by status, and by problem where the gateway refused. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Calls of the token endpoint, rejected ones included. */
  readonly exchanges: number;
  readonly ms: number;
  /** All that the gateways printed. */
  readonly printed: string;
}

/**
 * Serves one or two versions of the gateway over a storage folder, and sends calls to each in turn, so many at once, until
 * `isEnough` says so. `meanwhile` runs once, after the first calls.
 */
export async function trafficOver(
  { sandbox, storage }: { readonly sandbox: ServedSandbox; readonly storage: string },
  [broker, beside]: Deployed,
  isEnough: (exchanges: number) => boolean,
  meanwhile: () => void = () => {},
  atOnce = 1,
): Promise<Traffic> {
  const { key, hash } = await mintGatewayKey("demo");
  const routes = [{ methods: ["GET"], path: "/business/balance" }];
  const policy = { callers: { demo: { keys: [hash], routes } } };
  const variables = ({ current, next }: Version) => ({
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: current.apiKey,
    WAKAPAY_API_SECRET: current.apiSecret,
    WAKAPAY_API_KEY_NEXT: next?.apiKey ?? "",
    WAKAPAY_API_SECRET_NEXT: next?.apiSecret ?? "",
    GATEWAY_POLICY: JSON.stringify(policy),
  });
  const gateway = await serveGateway({
    variables: variables(broker),
    beside: beside && variables(beside),
    storage,
    frontModule: SPLIT,
    front: { GATEWAY: { service: "gateway" }, ...(beside && { BESIDE: { service: "beside" } }) },
  });
  const outcomes: Record<string, number> = {};
  const startedAt = Date.now();
  const before = sandbox.exchanges();

  async function call(version: string): Promise<void> {
    const answer = await fetch(`${gateway.url}/business/balance?currency=USD`, {
      headers: { authorization: `Bearer ${key}`, "x-version": version },
    });
    const { type } = Object(await answer.json());
    const outcome = answer.ok ? `${answer.status}` : `${answer.status} ${version} ${type}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }

  async function callEach(): Promise<void> {
    for (const version of beside ? VERSIONS : VERSIONS.slice(0, 1))
      await Promise.all(Array.from({ length: atOnce }, () => call(version)));
  }

  let printed = "";
  let ms = 0;
  try {
    await callEach();
    meanwhile();
    do await callEach();
    while (!isEnough(sandbox.exchanges() - before));
    ms = Date.now() - startedAt;
  } finally {
    printed = await gateway.close();
  }
  return { outcomes, exchanges: sandbox.exchanges() - before, ms, printed };
}
