import { type AccessToken, isTokenError, type TokenError } from "../../src/index.ts";
import { isRejection } from "../../src/layers.ts";
import { isRecentReplacement } from "../../src/token/access-token.ts";
import type { Client, Passage, Sequence } from "./client.ts";
import { isSlotOver, isStepped, type Trace } from "./trace.ts";

/**
 * The policy: what has to lie between one sequence of exchanges and the next.
 *
 * | the one before | the next comes |
 * | --- | --- |
 * | failed | for the same pair: after its `Retry-After`; else 60 s after a rejection, 1 s after anything else |
 * | yielded the refused token again | for the same pair and who names that token: 1 s later |
 * | yielded a token | for who names none: at 65 % of its life, or because a caller wished for one that ends later |
 * | yielded a token that replaced a refused one | for who names it: its interval after its issue |
 * | yielded a token | for who names an earlier one: when this one is over |
 * | yielded the kept token again, ahead of time | ahead of time again: half of min(10 s, life / 10) later |
 * | never ended | when its flight's slot is over |
 *
 * A step of the wall clock between the two, or shortly before, excuses them. From the table follows the bound: without steps, each pair
 * has at most two sequences in any span shorter than the smallest of these gaps (the second one names the token of the
 * first, and makes a replacement), and a sequence has at most four exchanges.
 */
export function* sequencesKeepTheirDistance(trace: Trace): Iterable<string> {
  for (const client of trace.clients) {
    const { sequences } = client;
    for (const [place, next] of sequences.entries()) {
      const before = sequences
        .slice(0, place)
        .filter(({ startedAt }) => !isStepped(trace, startedAt, next.startedAt));
      const latest = before.at(-1);
      const failed = before.findLast(({ pair }) => pair.apiSecret === next.pair.apiSecret);
      const complaints = [
        failed && tooSoonAfterFailure(failed, next),
        latest && tooSoonAfterToken(trace, latest, next),
      ];
      if (isRecovery(client, next)) continue;
      for (const complaint of complaints.filter((text) => text !== undefined)) {
        yield `${complaint}: a sequence at ${next.startedAt} after one at ${latest?.startedAt}`;
      }
    }
  }
}

/** A renewal ahead that failed is not tried again at each call, though a cool-down would answer it without an exchange. */
export function* failedRenewalsHoldOff(trace: Trace): Iterable<string> {
  for (const { flights } of trace.clients) {
    for (const [place, next] of flights.entries()) {
      const failed = flights[place - 1];
      const kept = flights.slice(0, place).findLast(({ token }) => token !== undefined)?.token;
      if (failed?.error === undefined || kept === undefined) continue;
      if (!isAhead(failed, kept) || !isAhead(next, kept)) continue;
      if (isStepped(trace, failed.startedAt, next.startedAt)) continue;
      if (trace.clears.some((at) => at >= failed.startedAt && at <= next.startedAt)) continue;
      const { endedAt = 0 } = failed;
      // At the very moment of its end the failure is on its way up, and another flight may begin: the cool-down catches it.
      if (next.startedAt > endedAt && next.startedAt < endedAt + holdOffMs(kept)) {
        yield `a renewal ahead at ${next.startedAt}, too soon after a failed one at ${failed.startedAt}`;
      }
    }
  }
}

/** A flight is believed in until its slot is over. */
export function* flightsKeepTheirSlots(trace: Trace): Iterable<string> {
  for (const client of trace.clients) {
    for (const [place, next] of client.flights.entries()) {
      for (const flight of client.flights.slice(0, place)) {
        const landed = flight.endedAt !== undefined && flight.endedAt <= next.startedAt;
        if (!landed && !isSlotOver(trace, client, flight, next.startedAt)) {
          yield `a flight at ${next.startedAt} beside one that began at ${flight.startedAt}`;
        }
      }
    }
  }
}

/** No sequence makes more exchanges than `retrying` has attempts. */
export function* sequencesAreShort({ api, clients }: Trace): Iterable<string> {
  const sequences = clients.flatMap((client) => client.sequences).length;
  if (api.exchanges.length > 4 * sequences)
    yield `${api.exchanges.length} exchanges in ${sequences} sequences`;
}

/** Callers of a lost flight replace it at the end of their waits, which can be a moment apart. */
function isRecovery(client: Client, next: Sequence): boolean {
  return client.flights.some(
    (flight) =>
      flight.endedAt === undefined &&
      next.startedAt >= flight.startedAt + client.maxFlightMs &&
      next.startedAt <= flight.startedAt + client.maxFlightMs + 1_000,
  );
}

function tooSoonAfterFailure(failed: Sequence, next: Sequence): string | undefined {
  const { error, endedAt = 0 } = failed;
  if (!isTokenError(error)) return undefined;
  return next.startedAt < endedAt + coolDownMs(error) ? "too soon after a failure" : undefined;
}

function tooSoonAfterToken({ clears }: Trace, before: Sequence, next: Sequence): string | undefined {
  const { token, endedAt = 0 } = before;
  if (token === undefined) return undefined;
  const named = next.request.rejected;
  const life = token.expiresAt - token.issuedAt;
  const cleared = clears.some((at) => at >= before.startedAt && at <= next.startedAt);
  if (token.value === before.request.rejected?.value) {
    const again = named?.value === token.value && before.pair.apiSecret === next.pair.apiSecret;
    const wall = before.wall + endedAt - before.startedAt;
    const intervalMs = Math.min(1_000, Math.floor((token.expiresAt - wall) / 2));
    return again && next.startedAt < endedAt + intervalMs
      ? "asked again for what is the same token"
      : undefined;
  }
  if (named === undefined) {
    if (next.wall >= token.expiresAt - Math.floor(0.35 * life)) return undefined;
    const wished = (next.request.minExpiresAt ?? 0) >= token.expiresAt;
    return wished ? undefined : "before the token's renewal was due";
  }
  if (named.value === token.value) {
    const young = isRecentReplacement(token, next.wall);
    return young ? "a young replacement was replaced" : undefined;
  }
  const over = next.wall >= token.expiresAt;
  return over || cleared || named.issuedAt >= token.issuedAt ? undefined : "though a later token was there";
}

function coolDownMs({ code, status, retryAfterMs }: TokenError): number {
  return isRejection({ code, status }) ? Math.max(60_000, retryAfterMs ?? 0) : (retryAfterMs ?? 1_000);
}

function holdOffMs({ issuedAt, expiresAt }: AccessToken): number {
  return 0.5 * Math.min(10_000, (expiresAt - issuedAt) / 10);
}

function isAhead({ request, wall }: Passage, kept: AccessToken): boolean {
  return request.rejected === undefined && wall >= kept.issuedAt && wall < kept.expiresAt;
}
