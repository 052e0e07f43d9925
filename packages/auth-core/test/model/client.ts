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
import { type Owner, owner } from "./owner.ts";
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
  readonly self: Owner;
  /** How long `singleFlight` believes in a flight. */
  readonly maxFlightMs: number;
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
  /** What it shares with the other processes, if it does. */
  readonly store?: FleetStore | undefined;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** How long the business API takes to answer a call, in milliseconds. */
  readonly answersInMs: () => number;
  readonly random: () => number;
}

const DEADLINE_MS = 30_000;
const LEASE_MS = DEADLINE_MS + 4 * 500 + 5_000;
/** For the credentials, then for what is below. */
const SLOT_MS = { alone: 10_000 + DEADLINE_MS + 5_000, inFleet: 10_000 + 500 + LEASE_MS };

/** Composes one process's client over the fake API. */
export function client({ api, clock, store, credentials, answersInMs, random }: ClientOptions): Client {
  const flights: Passage[] = [];
  const sequences: Sequence[] = [];
  const events: TokenEvent[] = [];
  const sends: Send[] = [];
  const self = owner(clock.wait);
  const onEvent = (event: TokenEvent) => void events.push(event);
  const options = { now: clock.now, wait: clock.wait, random, onEvent };
  const mortal = { ...options, wait: self.wait };
  const maxFlightMs = store === undefined ? SLOT_MS.alone : SLOT_MS.inFleet;

  function chain(pair: Credentials): TokenSource {
    const note = (passage: Passage) => sequences.push(Object.assign(passage, { pair }));
    const sequence = probed(retrying(api.exchangeWith(pair, self), mortal), clock, note);
    if (store === undefined) return coolingDown(sequence, options);
    const slot = store.slotFor(pair, self.wait);
    const failing = coolingDown(sequence, { ...options, memory: slot.cooldown });
    return adopting(shared(failing, { ...mortal, slot, leaseMs: LEASE_MS }), { ...options, slot });
  }

  const asking = credentialed({ credentials, chain, wait: self.wait, now: clock.now });
  const flight = probed(asking, clock, (passage) => flights.push(passage));
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
      await clock.wait(answersInMs());
      init?.signal?.throwIfAborted();
      const status = String(input).endsWith("/refuses") ? 401 : api.statusOf(bearer);
      sends.push({ call: Number(headers.get("x-call")), bearer, wall, status });
      return new Response(null, { status });
    },
  });
  return { self, maxFlightMs, source, fetch, flights, sequences, events, sends };
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
