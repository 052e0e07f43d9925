import type { Fetch } from "@wakapay/auth-core";
import type { Random } from "../time/random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { Machine } from "./machine.ts";

/** How the token endpoint responds. */
export type Endpoint =
  | { readonly kind: "up" }
  /** Refuses connections. */
  | { readonly kind: "down" }
  /** Accepts requests and does not respond. */
  | { readonly kind: "hanging" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "status"; readonly status: 429 | 500 | 503; readonly retryAfterSeconds?: number }
  /** Returns the page of a proxy. */
  | { readonly kind: "malformed" };

/** A token as WakaPay knows it, in true time. */
export interface IssuedToken {
  readonly value: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When it stopped to be valid before its expiry. */
  revokedAt?: number;
}

/** An exchange that reached WakaPay. */
export interface ExchangeArrival {
  readonly machine: Machine;
  readonly at: number;
  /** The status of the response, or 0 if there is none. */
  readonly status: number;
}

/** A request that a machine sends to the business API, when it is sent. */
export interface Send {
  readonly machine: Machine;
  /** The `x-call` header. */
  readonly call: number;
  readonly bearer: string;
}

/** Options of {@link createWakaPay}. */
export interface WakaPayOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly lifeMs: number;
  /** Whether a new token invalidates the earlier ones. */
  readonly singleLiveToken: boolean;
  /** The longest time on the way, in each direction, in milliseconds. If 0, calls take no time. */
  readonly latencyMs: number;
  readonly onExchange: (exchange: ExchangeArrival) => void;
  readonly onSend: (send: Send) => void;
}

/** WakaPay's API in virtual time. */
export interface WakaPay {
  /** Returns the `fetch` of a machine. */
  fetchOn(machine: Machine): Fetch;
  setEndpoint(endpoint: Endpoint): void;
  /** Accepts a secret from now on. */
  accept(secret: string): void;
  /** Rejects a secret from now on. */
  reject(secret: string): void;
  revokeAll(): void;
  tokenOf(bearer: string): IssuedToken | undefined;
}

/** After this time, the network closes the connection of a machine that is suspended. */
const CONNECTION_MS = 60_000;

/** Creates WakaPay. */
export function createWakaPay(options: WakaPayOptions): WakaPay {
  const { time, random, lifeMs, singleLiveToken, latencyMs, onExchange, onSend } = options;
  const tokens = new Map<string, IssuedToken>();
  const accepted = new Set<string>();
  let live: IssuedToken[] = [];
  let endpoint: Endpoint = { kind: "up" };

  function revokeAll(): void {
    for (const token of live) token.revokedAt = time.now();
    live = [];
  }

  function issue(): Response {
    if (singleLiveToken) revokeAll();
    const issuedAt = time.now();
    const value = `token-${tokens.size + 1}`;
    const token = { value, issuedAt, expiresAt: issuedAt + lifeMs };
    tokens.set(value, token);
    live = [...live.filter(({ expiresAt }) => expiresAt > issuedAt), token].slice(-100);
    return Response.json({ accessToken: value, expiresIn: lifeMs / 1_000 });
  }

  function exchange(body: unknown): Response {
    if (endpoint.kind === "status") return failure(endpoint.status, endpoint.retryAfterSeconds);
    if (endpoint.kind === "malformed") return new Response("<html>", { status: 200 });
    const { apiSecret }: { apiSecret?: unknown } = JSON.parse(String(body));
    return accepted.has(String(apiSecret)) ? issue() : failure(401);
  }

  function isValid(bearer: string): boolean {
    const token = tokens.get(bearer);
    return token !== undefined && time.now() < token.expiresAt && token.revokedAt === undefined;
  }

  /** Delivers a request, and later its response, unless the caller aborts. */
  function deliver(
    machine: Machine,
    signal: AbortSignal | null | undefined,
    serverMs: number,
    respond: () => Response | undefined,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      const oneWayMs = random.integer(1, latencyMs);

      function settle(response: Response | undefined, sentAt: number): void {
        signal?.removeEventListener("abort", onAbort);
        if (response === undefined) reject(connectionFailed("ECONNREFUSED"));
        else if (time.now() - sentAt > CONNECTION_MS) reject(connectionFailed("ECONNRESET"));
        else resolve(response);
      }

      time.at(time.now() + oneWayMs, () => {
        const response = respond();
        const sentAt = time.now() + serverMs;
        if (Number.isFinite(serverMs)) machine.after(serverMs + oneWayMs, () => settle(response, sentAt));
      });
    });
  }

  function sendExchange(machine: Machine, init: RequestInit | undefined): Promise<Response> {
    let serverMs = random.integer(20, 200);
    if (endpoint.kind === "slow") serverMs = endpoint.ms;
    if (endpoint.kind === "hanging") serverMs = Number.POSITIVE_INFINITY;
    return deliver(machine, init?.signal, serverMs, () => {
      if (endpoint.kind === "down") {
        onExchange({ machine, at: time.now(), status: 0 });
        return undefined;
      }
      const response = exchange(init?.body);
      // An exchange that gets no response may have invalidated the token.
      const status = Number.isFinite(serverMs) ? response.status : 0;
      onExchange({ machine, at: time.now(), status });
      return response;
    });
  }

  async function sendCall(machine: Machine, init: RequestInit | undefined): Promise<Response> {
    const headers = new Headers(init?.headers);
    const bearer = headers.get("authorization")?.slice("Bearer ".length) ?? "";
    onSend({ machine, call: Number(headers.get("x-call")), bearer });
    const respond = () => new Response(null, { status: isValid(bearer) ? 200 : 401 });
    return latencyMs === 0 ? respond() : deliver(machine, init?.signal, random.integer(5, 50), respond);
  }

  return {
    fetchOn: (machine) => (input, init) =>
      String(input).endsWith("/business/auth") ? sendExchange(machine, init) : sendCall(machine, init),
    setEndpoint(next) {
      endpoint = next;
    },
    accept: (secret) => void accepted.add(secret),
    reject: (secret) => void accepted.delete(secret),
    revokeAll,
    tokenOf: (bearer) => tokens.get(bearer),
  };
}

function failure(status: number, retryAfterSeconds?: number): Response {
  const headers = new Headers();
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return Response.json({ code: status, error: "invalid credentials" }, { status, headers });
}

/** An error like that of the platform's `fetch`. */
function connectionFailed(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
