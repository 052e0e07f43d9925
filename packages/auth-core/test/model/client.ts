import {
  type AccessToken,
  type AuthorizedFetch,
  authorizedFetch,
  type CachedSource,
  type Credentials,
  cached,
  coolingDown,
  credentialed,
  retrying,
  singleFlight,
  type TokenEvent,
  type TokenRequest,
  type TokenSource,
  WAKAPAY_TEST_URL,
} from "../../src/index.ts";
import type { FakeApi } from "./fake-api.ts";
import type { Timeline } from "./timeline.ts";

/** One entry into a layer, as a probe saw it. Times pass as they really do; `wall` is what the clock read. */
export interface Passage {
  readonly request: TokenRequest;
  readonly startedAt: number;
  readonly wall: number;
  endedAt?: number;
  token?: AccessToken;
  error?: unknown;
}

/** A sequence of exchanges (one with its retries), and the pair that it was made for. */
export interface Sequence extends Passage {
  readonly pair: Credentials;
}

/** One process's manager, composed as `createTokenManager` composes it, with probes between the layers. */
export interface Client {
  readonly source: CachedSource;
  readonly fetch: AuthorizedFetch;
  /** What entered `credentialed`: at most one at a time. */
  readonly flights: readonly Passage[];
  /** What passed the cool-down. */
  readonly sequences: readonly Sequence[];
  readonly events: readonly TokenEvent[];
  /** What the business API got, by the `x-call` header of the call. */
  readonly sends: readonly Send[];
}

/** One request that reached the business API. */
export interface Send {
  readonly call: number;
  readonly bearer: string;
  readonly wall: number;
  readonly status: number;
}

/** What a {@link Client} is made of. */
export interface ClientOptions {
  readonly api: FakeApi;
  readonly clock: Timeline;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** How long the business API takes to answer a call, in milliseconds. */
  readonly answersInMs: () => number;
  readonly random: () => number;
}

/** The slot of `createTokenManager`: 10 s for the credentials, the deadline of 30 s, and a margin. */
export const SLOT_MS = 45_000;

/** Composes a client over the fake API. */
export function client({ api, clock, credentials, answersInMs, random }: ClientOptions): Client {
  const flights: Passage[] = [];
  const sequences: Sequence[] = [];
  const events: TokenEvent[] = [];
  const sends: Send[] = [];
  const options = {
    now: clock.now,
    wait: clock.wait,
    random,
    onEvent: (event: TokenEvent) => void events.push(event),
  };

  const chain = (pair: Credentials) => {
    const sequence = retrying(api.exchangeWith(pair), { ...options, wait: clock.mortalWait });
    return coolingDown(
      probed(sequence, clock, (passage) => sequences.push(Object.assign(passage, { pair }))),
      options,
    );
  };
  const flight = probed(credentialed({ credentials, chain, wait: clock.mortalWait }), clock, (passage) =>
    flights.push(passage),
  );
  const source = cached(singleFlight(flight, { ...options, slotMs: SLOT_MS }), options);
  const fetch = authorizedFetch(source, {
    baseUrl: WAKAPAY_TEST_URL,
    async fetch(input, init) {
      const wall = clock.now();
      const headers = new Headers(init?.headers);
      const bearer = headers.get("authorization")?.replace("Bearer ", "") ?? "";
      await clock.wait(answersInMs());
      init?.signal?.throwIfAborted();
      const status = String(input).endsWith("/refuses") ? 401 : api.statusOf(bearer);
      sends.push({ call: Number(headers.get("x-call")), bearer, wall, status });
      return new Response(null, { status });
    },
  });
  return { source, fetch, flights, sequences, events, sends };
}

function probed(source: TokenSource, clock: Timeline, note: (passage: Passage) => void): TokenSource {
  return async (request = {}) => {
    const passage: Passage = { request, startedAt: clock.elapsed(), wall: clock.now() };
    note(passage);
    try {
      passage.token = await source(request);
      return passage.token;
    } catch (error) {
      passage.error = error;
      throw error;
    } finally {
      passage.endedAt = clock.elapsed();
    }
  };
}
