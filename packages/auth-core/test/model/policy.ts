import { type AccessToken, isTokenError, type TokenError } from "../../src/index.ts";
import { isRejection } from "../../src/layers.ts";
import { isRecentReplacement } from "../../src/token/access-token.ts";
import type { Client, Passage, Sequence } from "./client.ts";
import { isFlightLost, isStepped, type Trace } from "./trace.ts";

/**
 * Sequences of exchanges are spaced:
 *
 * | the previous sequence | the next sequence starts |
 * | --- | --- |
 * | failed | for the same credentials: after `Retry-After`, or 60 s after a rejection, or 1 s after any other failure |
 * | returned the rejected token again | for the same credentials and the same rejected token: 1 s later |
 * | returned a token | for a caller without a rejected token: at 65% of its lifetime, or if the caller needs a later expiry |
 * | returned a replacement of a rejected token | for a caller that rejects it: one interval after its issue |
 * | returned a token | for a caller that rejects an earlier token: when this one expires |
 * | returned the cached token again | in the background: half of min(10 s, lifetime / 10) later |
 * | never settled | when its flight counts as lost |
 *
 * The rule does not apply if the wall clock was set between the two or shortly before. It limits
 * the load: in any period shorter than these gaps, each pair of credentials has at most two
 * sequences (the second one replaces the token of the first), and a sequence has at most four
 * exchanges.
 */
export function* sequencesAreSpaced(trace: Trace): Iterable<string> {
  for (const client of trace.clients) {
    const { sequences } = client;
    for (const [place, next] of sequences.entries()) {
      const before = sequences
        .slice(0, place)
        .filter(({ startedAt }) => !isStepped(trace, startedAt, next.startedAt));
      const latest = before.at(-1);
      const failed = before.findLast(
        ({ credentials }) => credentials.apiSecret === next.credentials.apiSecret,
      );
      const violations = [
        failed && tooSoonAfterFailure(failed, next),
        latest && tooSoonAfterToken(trace, latest, next),
      ];
      if (isRecovery(client, next)) continue;
      for (const violation of violations.filter((text) => text !== undefined)) {
        yield `${violation}: a sequence at ${next.startedAt} after one at ${latest?.startedAt}`;
      }
    }
  }
}

/** After a failed renewal, no renewal runs in the background before the hold-off ends. */
export function* failedRenewalsHoldOff(trace: Trace): Iterable<string> {
  for (const { flights } of trace.clients) {
    for (const [place, next] of flights.entries()) {
      const failed = flights[place - 1];
      const cached = flights.slice(0, place).findLast(({ token }) => token !== undefined)?.token;
      if (failed?.error === undefined || cached === undefined) continue;
      if (!isInBackground(failed, cached) || !isInBackground(next, cached)) continue;
      if (isStepped(trace, failed.startedAt, next.startedAt)) continue;
      if (trace.clears.some((at) => at >= failed.startedAt && at <= next.startedAt)) continue;
      const { endedAt = 0 } = failed;
      // In the millisecond in which it fails, another flight may start. The cooldown stops it.
      if (next.startedAt > endedAt && next.startedAt < endedAt + holdOffMs(cached)) {
        yield `a renewal at ${next.startedAt}, too soon after a failed one at ${failed.startedAt}`;
      }
    }
  }
}

/** A process has one flight at a time, unless the earlier one counts as lost. */
export function* flightsDoNotOverlap(trace: Trace): Iterable<string> {
  for (const client of trace.clients) {
    for (const [place, next] of client.flights.entries()) {
      for (const flight of client.flights.slice(0, place)) {
        const hasSettled = flight.endedAt !== undefined && flight.endedAt <= next.startedAt;
        if (!hasSettled && !isFlightLost(trace, client, flight, next.startedAt)) {
          yield `a flight at ${next.startedAt} during one that started at ${flight.startedAt}`;
        }
      }
    }
  }
}

/** A sequence makes at most as many exchanges as `retrying` has attempts. */
export function* sequencesAreShort({ api, clients }: Trace): Iterable<string> {
  const sequences = clients.flatMap((client) => client.sequences).length;
  if (api.exchanges.length > 4 * sequences)
    yield `${api.exchanges.length} exchanges in ${sequences} sequences`;
}

/** Whether a sequence replaces a lost flight. Callers replace it when their own wait ends. */
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
  return next.startedAt < endedAt + cooldownMs(error) ? "too soon after a failure" : undefined;
}

function tooSoonAfterToken({ clears }: Trace, before: Sequence, next: Sequence): string | undefined {
  const { token, endedAt = 0 } = before;
  if (token === undefined) return undefined;
  const rejected = next.request.rejected;
  const lifeMs = token.expiresAt - token.issuedAt;
  const wasCleared = clears.some((at) => at >= before.startedAt && at <= next.startedAt);
  if (token.value === before.request.rejected?.value) {
    const isRepeated =
      rejected?.value === token.value && before.credentials.apiSecret === next.credentials.apiSecret;
    const wall = before.wall + endedAt - before.startedAt;
    const intervalMs = Math.min(1_000, Math.floor((token.expiresAt - wall) / 2));
    return isRepeated && next.startedAt < endedAt + intervalMs
      ? "too soon after the same token was returned"
      : undefined;
  }
  if (rejected === undefined) {
    if (next.wall >= token.expiresAt - Math.floor(0.35 * lifeMs)) return undefined;
    const needsLater = (next.request.minExpiresAt ?? 0) >= token.expiresAt;
    return needsLater ? undefined : "before the renewal of the token was due";
  }
  if (rejected.value === token.value) {
    const isRecent = isRecentReplacement(token, next.wall);
    return isRecent ? "a recent replacement was replaced" : undefined;
  }
  const isExpired = next.wall >= token.expiresAt;
  return isExpired || wasCleared || rejected.issuedAt >= token.issuedAt
    ? undefined
    : "although a later token was cached";
}

function cooldownMs({ code, status, retryAfterMs }: TokenError): number {
  return isRejection({ code, status }) ? Math.max(60_000, retryAfterMs ?? 0) : (retryAfterMs ?? 1_000);
}

function holdOffMs({ issuedAt, expiresAt }: AccessToken): number {
  return 0.5 * Math.min(10_000, (expiresAt - issuedAt) / 10);
}

function isInBackground({ request, wall }: Passage, cached: AccessToken): boolean {
  return request.rejected === undefined && wall >= cached.issuedAt && wall < cached.expiresAt;
}
