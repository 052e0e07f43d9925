import { TokenError } from "../../src/index.ts";
import { findSecrets } from "../../src/testing/index.ts";
import type { Send } from "./client.ts";
import { type Call, isSlotOver, isStepped, type Trace } from "./trace.ts";

/** A promise to callers: yields what breaks it, as sentences. */
export type Promised = (trace: Trace) => Iterable<string>;

/**
 * How long `source` may take: two seconds for a renewal in the leeway, then a flight, which is replaced once; and once
 * more for a flight that brought back what was cleared. A call of the business API asks it twice, and is sent twice.
 */
function boundMs({ client, oneShot }: Call): number {
  const sourceMs = 2_000 + 2 * 2 * client.maxFlightMs;
  return oneShot === undefined ? sourceMs : 2 * sourceMs + 2 * 300;
}

export function* everyWaiterSettles({ calls }: Trace) {
  for (const call of calls) {
    const { startedAt, settledAt = Number.POSITIVE_INFINITY } = call;
    if (settledAt - startedAt > boundMs(call)) yield `who asked at ${startedAt} waits until ${settledAt}`;
  }
}

export function* noTokenIsOver({ calls, clients, api }: Trace) {
  const endOf = new Map(api.issued.map(({ value, expiresAt }) => [value, expiresAt]));
  for (const { token, wall = 0 } of calls) {
    if (token !== undefined && wall >= token.expiresAt) yield `a token that was over was given at ${wall}`;
  }
  for (const { bearer, wall } of clients.flatMap(({ sends }) => sends)) {
    if (wall >= (endOf.get(bearer) ?? 0)) yield `a token that was over was sent at ${wall}`;
  }
}

export function* nobodyGetsTheTokenThatTheyName({ calls }: Trace) {
  for (const { token, rejected, settledAt } of calls) {
    if (token !== undefined && token.value === rejected?.value) {
      yield `who named ${rejected.value} received it at ${settledAt}`;
    }
  }
}

/** One exchange at a time in a process; unless the clock was stepped past the slot of a flight, which looks dead then. */
export function* exchangesNeverOverlap(trace: Trace) {
  for (const { one, other } of trace.api.overlaps) {
    if (one.by !== other.by) continue;
    const { startedAt: at } = other;
    const excused = trace.clients.some((client) =>
      client.flights.some(
        (flight) =>
          flight.startedAt <= at &&
          (flight.endedAt ?? at) >= at &&
          isStepped(trace, flight.startedAt, at) &&
          isSlotOver(trace, client, flight, at),
      ),
    );
    if (!excused) yield `two exchanges were in flight at ${at}`;
  }
}

/** How long a process waits for another one at least: three quarters of half of the deadline. */
const PATIENCE_MS = 0.75 * 15_000;

/**
 * And one in a fleet, while its store is well. A step of the clock may end a lease too soon, and a
 * process stops waiting for a sequence that takes too long.
 */
export function* aFleetExchangesOnce(trace: Trace) {
  const { api, clock, storeWasWell } = trace;
  if (!storeWasWell || clock.steps.length > 0) return;
  for (const { one, other } of api.overlaps) {
    if (one.pair.apiSecret !== other.pair.apiSecret) continue;
    const isSlow = trace.clients
      .flatMap(({ sequences }) => sequences)
      .some(
        ({ startedAt, endedAt = Number.POSITIVE_INFINITY }) =>
          startedAt <= other.startedAt - PATIENCE_MS && endedAt > one.startedAt,
      );
    if (!isSlow) yield `two processes exchanged at ${other.startedAt}`;
  }
}

export function* aSignalEndsOnesOwnWaitAlone({ calls }: Trace) {
  for (const { error, reason, startedAt } of calls) {
    if (error === undefined || error instanceof TokenError || error === reason) continue;
    yield `who asked at ${startedAt} was rejected with what is neither a TokenError nor their own reason: ${error}`;
  }
}

export function* aCallIsSentTwiceAtMost({ clients, calls }: Trace) {
  const sendsOf: Send[][] = calls.map(() => []);
  for (const send of clients.flatMap(({ sends }) => sends)) sendsOf[send.call]?.push(send);
  for (const [place, [first, second, ...more]] of sendsOf.entries()) {
    if (more.length > 0) yield `call ${place} was sent ${2 + more.length} times`;
    if (second === undefined) continue;
    if (first?.status !== 401) yield `call ${place} was sent again after ${first?.status}`;
    if (first?.bearer === second.bearer) yield `call ${place} was sent again with the refused token`;
    if (calls[place]?.oneShot) yield `call ${place} was sent again without its body`;
  }
}

export function* noSecretIsSeen({ calls, clients, api, secrets }: Trace) {
  const tokens = api.issued.map(({ value }) => value);
  const seen = [clients.map(({ events }) => events), calls.map(seenBy)];
  for (const leak of findSecrets(seen, [...secrets, ...tokens])) yield `a secret stands in ${leak.path}`;
}

/** Once the API is well and every cool-down is over, the next call is answered; in a fleet, a later one. */
export function* itRecovers({ calls, clients }: Trace) {
  for (const { response, error } of calls.slice(-clients.length)) {
    if (response?.status !== 200) yield `a well API answered ${response?.status ?? error}`;
  }
}

function seenBy({ error, response }: Call): unknown {
  return [error, response?.headers];
}
