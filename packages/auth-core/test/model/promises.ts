import { TokenError } from "../../src/index.ts";
import { findSecrets } from "../../src/testing/index.ts";
import { SLOT_MS } from "./client.ts";
import { type Call, isSlotOver, isStepped, type Trace } from "./trace.ts";

/** A promise to callers: yields what breaks it, as sentences. */
export type Promised = (trace: Trace) => Iterable<string>;

/**
 * How long `source` may take: two seconds for a renewal in the leeway, then a flight, which is replaced once; and once
 * more for a flight that brought back what was cleared.
 */
const SOURCE_MS = 2_000 + 2 * 2 * SLOT_MS;
/** A call of the business API asks the source twice and is sent twice. */
const FETCH_MS = 2 * SOURCE_MS + 2 * 300;

export function* everyWaiterSettles({ calls }: Trace) {
  for (const { startedAt, settledAt, oneShot } of calls) {
    const bound = oneShot === undefined ? SOURCE_MS : FETCH_MS;
    if (settledAt === undefined) yield `who asked at ${startedAt} waits for ever`;
    else if (settledAt - startedAt > bound)
      yield `who asked at ${startedAt} waited ${settledAt - startedAt} ms`;
  }
}

export function* noTokenIsOver({ calls, client }: Trace) {
  const endOf = new Map(
    client.sequences.flatMap(({ token }) => (token ? [[token.value, token.expiresAt]] : [])),
  );
  for (const { token, wall = 0 } of calls) {
    if (token !== undefined && wall >= token.expiresAt) yield `a token that was over was given at ${wall}`;
  }
  for (const { bearer, wall } of client.sends) {
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

/** One exchange at a time; unless the clock was stepped past the slot of a flight, which looks dead then. */
export function* exchangesNeverOverlap(trace: Trace) {
  const { api, client } = trace;
  for (const at of api.overlaps) {
    const excused = client.flights.some(
      (flight) =>
        flight.startedAt <= at &&
        (flight.endedAt ?? at) >= at &&
        isStepped(trace, flight.startedAt, at) &&
        isSlotOver(trace, flight, at),
    );
    if (!excused) yield `two exchanges were in flight at ${at}`;
  }
}

export function* aSignalEndsOnesOwnWaitAlone({ calls }: Trace) {
  for (const { error, reason, startedAt } of calls) {
    if (error === undefined || error instanceof TokenError || error === reason) continue;
    yield `who asked at ${startedAt} was rejected with what is neither a TokenError nor their own reason: ${error}`;
  }
}

export function* aCallIsSentTwiceAtMost({ client, calls }: Trace) {
  for (const [place, call] of calls.entries()) {
    const sends = client.sends.filter((send) => send.call === place);
    const [first, second] = sends;
    if (sends.length > 2) yield `call ${place} was sent ${sends.length} times`;
    if (second === undefined) continue;
    if (first?.status !== 401) yield `call ${place} was sent again after ${first?.status}`;
    if (first?.bearer === second.bearer) yield `call ${place} was sent again with the refused token`;
    if (call.oneShot) yield `call ${place} was sent again without its body`;
  }
}

export function* noSecretIsSeen({ calls, client, api, secrets }: Trace) {
  const tokens = api.issued.map(({ value }) => value);
  const seen = [client.events, calls.map(seenBy)];
  for (const leak of findSecrets(seen, [...secrets, ...tokens])) yield `a secret stands in ${leak.path}`;
}

/** Once the API is well and every cool-down is over, the next call is answered. */
export function* itRecovers({ calls }: Trace) {
  const last = calls.at(-1);
  if (last?.response?.status !== 200) yield `a well API answered ${last?.response?.status ?? last?.error}`;
}

function seenBy({ error, response }: Call): unknown {
  return [error, response?.headers];
}
