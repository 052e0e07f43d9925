import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import type { ServedSandbox } from "@wakapay/sandbox/serve";
import { serveGateway } from "./serve-gateway.ts";

const SPLIT = `export default {
  fetch: (request, env) => env[request.headers.get("x-version")].fetch(request),
};`;
const VERSIONS = ["GATEWAY", "BESIDE"] as const;

/** A key and secret of WakaPay. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The credentials that a version of the gateway was deployed with. */
export interface Version {
  readonly current: Pair;
  readonly next?: Pair;
}

/** The versions that serve. The Durable Object runs in the first. */
export type Deployment = readonly [broker: Version, other?: Version];

/** Options of {@link sendTraffic}. */
export interface TrafficOptions {
  readonly sandbox: ServedSandbox;
  /** The folder of the Durable Object's storage. */
  readonly storage: string;
  readonly deployment: Deployment;
  /** Ends the traffic. */
  readonly isEnough: (tokenRequests: number) => boolean;
  /** Runs once, after the first call to each version. */
  readonly onFirstCalls?: (() => void) | undefined;
}

/** What the traffic resulted in. */
export interface Traffic {
  /** The number of responses by status, and by version and problem if the gateway reported one. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Includes rejected ones. */
  readonly tokenRequests: number;
  readonly ms: number;
  /** What the gateways printed. */
  readonly printed: string;
}

/** Serves one or two versions of the gateway over one storage folder, and calls each in turn. */
export async function sendTraffic({
  sandbox,
  storage,
  deployment: [broker, other],
  isEnough,
  onFirstCalls = () => {},
}: TrafficOptions): Promise<Traffic> {
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
    beside: other && variables(other),
    storage,
    frontModule: SPLIT,
    front: { GATEWAY: { service: "gateway" }, ...(other && { BESIDE: { service: "beside" } }) },
  });
  const outcomes: Record<string, number> = {};
  const startedAt = Date.now();
  const before = sandbox.exchanges();

  async function callEach(): Promise<void> {
    for (const version of other ? VERSIONS : VERSIONS.slice(0, 1)) {
      const response = await fetch(`${gateway.url}/business/balance?currency=USD`, {
        headers: { authorization: `Bearer ${key}`, "x-version": version },
      });
      const { type } = Object(await response.json());
      const outcome = response.ok ? `${response.status}` : `${response.status} ${version} ${type}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }

  let printed = "";
  let ms = 0;
  try {
    await callEach();
    onFirstCalls();
    do await callEach();
    while (!isEnough(sandbox.exchanges() - before));
    ms = Date.now() - startedAt;
  } finally {
    printed = await gateway.close();
  }
  return { outcomes, tokenRequests: sandbox.exchanges() - before, ms, printed };
}
