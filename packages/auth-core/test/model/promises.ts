import { TokenError } from "../../src/index.ts";
import { findSecrets } from "../../src/testing/index.ts";
import type { Send } from "./client.ts";
import type { Exchange } from "./fake-api.ts";
import { type Call, isFlightLost, isStepped, type Trace } from "./trace.ts";

/** A promise to callers. Yields a description of each violation. */
export type Promised = (trace: Trace) => Iterable<string>;

/**
 * Returns how long a call may take. `source` may wait two seconds for a renewal in the leeway, then
 * for a flight that is replaced once, and the same again if the flight returned a cleared token. A
 * call of the business API calls `source` twice and is sent twice.
 */
function maxDurationMs({ client, oneShot }: Call): number {
  const sourceMs = 2_000 + 2 * 2 * client.maxFlightMs;
  return oneShot === undefined ? sourceMs : 2 * sourceMs + 2 * 300;
}

export function* everyCallSettles({ calls }: Trace) {
  for (const call of calls) {
    const { startedAt, settledAt = Number.POSITIVE_INFINITY } = call;
    if (settledAt - startedAt > maxDurationMs(call)) yield `the call at ${startedAt} settled at ${settledAt}`;
  }
}

export function* noExpiredTokenIsUsed({ calls, clients, api }: Trace) {
  const endOf = new Map(api.issued.map(({ value, expiresAt }) => [value, expiresAt]));
  for (const { token, wall = 0 } of calls) {
    if (token !== undefined && wall >= token.expiresAt) yield `an expired token was returned at ${wall}`;
  }
  for (const { bearer, wall } of clients.flatMap(({ sends }) => sends)) {
    if (wall >= (endOf.get(bearer) ?? 0)) yield `an expired token was sent at ${wall}`;
  }
}

export function* noCallerGetsItsRejectedToken({ calls }: Trace) {
  for (const { token, rejected, settledAt } of calls) {
    if (token !== undefined && token.value === rejected?.value) {
      yield `a caller got its rejected token ${rejected.value} at ${settledAt}`;
    }
  }
}

/**
 * A process makes one exchange at a time. If the wall clock is set forward, a flight may count as
 * lost too early.
 */
export function* exchangesNeverOverlap(trace: Trace) {
  for (const { one, other } of trace.api.overlaps) {
    if (one.by !== other.by) continue;
    const { startedAt: at } = other;
    const isExcused = trace.clients.some((client) =>
      client.flights.some(
        (flight) =>
          flight.startedAt <= at &&
          (flight.endedAt ?? at) >= at &&
          isStepped(trace, flight.startedAt, at) &&
          isFlightLost(trace, client, flight, at),
      ),
    );
    if (!isExcused) yield `two exchanges were in flight at ${at}`;
  }
}

/**
 * The minimum time that a process waits for another one: three quarters of half of the deadline.
 */
const PATIENCE_MS = 0.75 * 15_000;

/**
 * A fleet makes one exchange at a time while its store is healthy. If the wall clock is set, a
 * lease may end too early. A process that has waited long enough, for one or for several sequences
 * of other processes, makes its own exchange.
 */
export function* fleetsExchangeOnce(trace: Trace) {
  const { api, clock, clients, wasStoreHealthy } = trace;
  if (!wasStoreHealthy || clock.steps.length > 0) return;

  function hasWaited({ by, startedAt }: Exchange): boolean {
    return clients
      .filter(({ owner }) => owner === by)
      .flatMap(({ flights }) => flights)
      .some(
        (flight) =>
          flight.startedAt <= startedAt - PATIENCE_MS &&
          (flight.endedAt ?? Number.POSITIVE_INFINITY) > startedAt,
      );
  }

  for (const { one, other } of api.overlaps) {
    if (one.credentials.apiSecret !== other.credentials.apiSecret) continue;
    if (hasWaited(one) || hasWaited(other)) continue;
    yield `two processes made an exchange at ${other.startedAt}`;
  }
}

export function* signalsAbortOnlyTheirOwnCall({ calls }: Trace) {
  for (const { error, reason, startedAt } of calls) {
    if (error === undefined || error instanceof TokenError || error === reason) continue;
    yield `the call at ${startedAt} rejected with neither a TokenError nor its own reason: ${error}`;
  }
}

export function* callsAreSentTwiceAtMost({ clients, calls }: Trace) {
  const sendsOf: Send[][] = calls.map(() => []);
  for (const send of clients.flatMap(({ sends }) => sends)) sendsOf[send.call]?.push(send);
  for (const [place, [first, second, ...more]] of sendsOf.entries()) {
    if (more.length > 0) yield `call ${place} was sent ${2 + more.length} times`;
    if (second === undefined) continue;
    if (first?.status !== 401) yield `call ${place} was resent after ${first?.status}`;
    if (first?.bearer === second.bearer) yield `call ${place} was resent with the rejected token`;
    if (calls[place]?.oneShot) yield `call ${place} was resent without its body`;
  }
}

export function* noSecretLeaks({ calls, clients, api, secrets }: Trace) {
  const tokens = api.issued.map(({ value }) => value);
  const visible = [clients.map(({ events }) => events), calls.map(visibleTo)];
  for (const leak of findSecrets(visible, [...secrets, ...tokens]))
    yield `a secret is visible in ${leak.path}`;
}

/** When the API is healthy and every cooldown has ended, calls succeed. */
export function* callsSucceedAfterRecovery({ calls, clients }: Trace) {
  for (const { response, error } of calls.slice(-clients.length)) {
    if (response?.status !== 200) yield `a healthy API returned ${response?.status ?? error}`;
  }
}

function visibleTo({ error, response }: Call): unknown {
  return [error, response?.headers];
}
