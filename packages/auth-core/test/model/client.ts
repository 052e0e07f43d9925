import {
  type AccessToken,
  type AuthorizedFetch,
  authorizedFetch,
  type Credentials,
  type TokenEvent,
  type TokenRequest,
  type TokenSource,
  WAKAPAY_TEST_URL,
} from "../../src/index.ts";
import {
  adopting,
  type CachedSource,
  cached,
  coolingDown,
  credentialed,
  recovering,
  retrying,
  shared,
  singleFlight,
} from "../../src/layers.ts";
import type { FakeApi } from "./fake-api.ts";
import type { FleetStore } from "./fleet-store.ts";
import { createOwner, type Owner } from "./owner.ts";
import type { Timeline } from "./timeline.ts";

/** A call of a layer that a probe recorded. Times are elapsed milliseconds. */
export interface Passage {
  readonly request: TokenRequest;
  readonly startedAt: number;
  /** The wall clock at the start, in epoch milliseconds. */
  readonly wall: number;
  endedAt?: number;
  token?: AccessToken;
  error?: unknown;
}

/** An exchange with its retries, and the credentials that it was made with. */
export interface Sequence extends Passage {
  readonly credentials: Credentials;
}

/** A manager, composed like in `createTokenManager` but with probes between the layers. */
export interface Client {
  readonly owner: Owner;
  /** After this time, a flight counts as lost. */
  readonly maxFlightMs: number;
  readonly source: CachedSource;
  readonly fetch: AuthorizedFetch;
  /** The calls of `credentialed`. At most one runs at a time. */
  readonly flights: readonly Passage[];
  /** The calls of `retrying`, which no cooldown prevented. */
  readonly sequences: readonly Sequence[];
  readonly events: readonly TokenEvent[];
  /** The requests that reached the business API. */
  readonly sends: readonly Send[];
}

/** A request that reached the business API. */
export interface Send {
  /** The index of the call, from its `x-call` header. */
  readonly call: number;
  readonly bearer: string;
  readonly wall: number;
  readonly status: number;
}

/** Options of {@link createClient}. */
export interface ClientOptions {
  readonly api: FakeApi;
  readonly clock: Timeline;
  /** The store that the processes of a fleet share. */
  readonly store?: FleetStore | undefined;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** How long the business API takes to respond, in milliseconds. */
  readonly responseMs: () => number;
  readonly random: () => number;
}

const DEADLINE_MS = 30_000;
const LEASE_MS = DEADLINE_MS + 4 * 500 + 5_000;
/** The timeout of the credentials function, and the time of the layers below it. */
const MAX_FLIGHT_MS = { single: 10_000 + DEADLINE_MS + 5_000, inFleet: 10_000 + 500 + LEASE_MS };

/** Composes the client of one process. It uses the fake API. */
export function createClient({ api, clock, store, credentials, responseMs, random }: ClientOptions): Client {
  const flights: Passage[] = [];
  const sequences: Sequence[] = [];
  const events: TokenEvent[] = [];
  const sends: Send[] = [];
  const owner = createOwner(clock.wait);
  const onEvent = (event: TokenEvent) => void events.push(event);
  const options = { now: clock.now, wait: clock.wait, random, onEvent };
  const owned = { ...options, wait: owner.wait };
  const maxFlightMs = store === undefined ? MAX_FLIGHT_MS.single : MAX_FLIGHT_MS.inFleet;

  function chain(pair: Credentials): TokenSource {
    const record = (passage: Passage) => sequences.push(Object.assign(passage, { credentials: pair }));
    const sequence = withProbe(retrying(api.exchangeWith(pair, owner), owned), clock, record);
    if (store === undefined) return coolingDown(sequence, options);
    const slot = store.slotFor(pair, owner.wait);
    const failing = coolingDown(sequence, { ...options, memory: slot.cooldown });
    return adopting(shared(failing, { ...owned, slot, leaseMs: LEASE_MS }), { ...options, slot });
  }

  const acquisition = credentialed({ credentials, chain, wait: owner.wait, now: clock.now });
  const flight = withProbe(acquisition, clock, (passage) => flights.push(passage));
  const source = cached(
    recovering(() => singleFlight(flight, options), { ...options, maxFlightMs }),
    options,
  );
  const fetch = authorizedFetch(source, {
    baseUrl: WAKAPAY_TEST_URL,
    async fetch(input, init) {
      const wall = clock.now();
      const headers = new Headers(init?.headers);
      const bearer = headers.get("authorization")?.replace("Bearer ", "") ?? "";
      await clock.wait(responseMs());
      init?.signal?.throwIfAborted();
      const status = String(input).endsWith("/unauthorized") ? 401 : api.statusOf(bearer);
      sends.push({ call: Number(headers.get("x-call")), bearer, wall, status });
      return new Response(null, { status });
    },
  });
  return { owner, maxFlightMs, source, fetch, flights, sequences, events, sends };
}

function withProbe(source: TokenSource, clock: Timeline, record: (passage: Passage) => void): TokenSource {
  return async (request = {}) => {
    const passage: Passage = { request, startedAt: clock.elapsed(), wall: clock.now() };
    record(passage);
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
