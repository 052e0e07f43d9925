import { setTimeout as wait } from "node:timers/promises";
import type { World } from "../peers/peer.ts";
import { createToken, tokenResponse } from "./stub-world.ts";

const EXCHANGE_MS = 20;
const CALL_MS = 5;

/** Options of {@link createEndpoint}. */
export interface EndpointOptions {
  /** Whether a new token invalidates the earlier ones. */
  readonly singleLiveToken: boolean;
}

/** An API that checks tokens and counts exchanges. */
export interface Endpoint extends World {
  /** Returns how many exchanges were made. */
  readonly exchanges: () => number;
  /** Invalidates all tokens. */
  readonly revoke: () => void;
  /** Makes the token endpoint fail with this status until it is `undefined`. */
  failWith: number | undefined;
  /** Returns the time until the API responds to the call of this number, in milliseconds. */
  latencyMs: (call: number) => number;
}

/** Creates an API in this process, with real latencies. */
export function createEndpoint({ singleLiveToken }: EndpointOptions): Endpoint {
  const valid = new Set<string>();
  let exchanges = 0;
  let calls = 0;
  const endpoint: Endpoint = {
    balanceUrl: "https://api.test.wakapay.io/business/balance?currency=USD",
    failWith: undefined,
    latencyMs: () => CALL_MS,
    exchanges: () => exchanges,
    revoke: () => valid.clear(),
    async issue() {
      exchanges += 1;
      await wait(EXCHANGE_MS);
      if (endpoint.failWith !== undefined) throw new Error(`The endpoint returned ${endpoint.failWith}.`);
      if (singleLiveToken) valid.clear();
      const accessToken = createToken(`token ${exchanges}`);
      valid.add(accessToken);
      return { accessToken, expiresInSeconds: 3_600 };
    },
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      if (url.endsWith("/business/auth")) return requestToken();
      const number = calls;
      calls += 1;
      await wait(endpoint.latencyMs(number));
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
      const isValid = valid.has(headers.get("authorization")?.replace("Bearer ", "") ?? "");
      return isValid ? Response.json({}) : Response.json({ error: "unauthorized" }, { status: 401 });
    },
  };

  async function requestToken(): Promise<Response> {
    try {
      return tokenResponse(await endpoint.issue());
    } catch {
      return Response.json({ error: "The endpoint failed." }, { status: endpoint.failWith ?? 500 });
    }
  }

  return endpoint;
}
