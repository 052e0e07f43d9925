import type { TokenErrorCode, TokenSource } from "@wakapay/auth-core";
import { type BrokerFailure, packed, unpacked } from "./broker-protocol.ts";
import type { Entry } from "./encrypted-entry.ts";

const REJECTED_MS = 60_000;

/** Why the token endpoint is to be left alone with a pair of credentials, and for how long. Epoch ms, the end excluded. */
export interface Verdict {
  readonly error: BrokerFailure;
  readonly from: number;
  readonly until: number;
}

/**
 * Writes down that the token endpoint rejected the credentials, or for how long it said `Retry-After`, and makes no call with
 * them before that is over, though its keeper loses its memory; it rejects as the endpoint did, with the time that is left.
 *
 * Belongs below `coolingDown`, which has every cool-down in memory and asks here once that is lost. A verdict stands until a
 * token is issued; one that cannot be written is lost with the memory. `onVerdict` is told of each that is new.
 */
export function heeding(
  source: TokenSource,
  entry: Entry<Verdict | null>,
  onVerdict: (code: TokenErrorCode) => void,
): TokenSource {
  return async (request = {}) => {
    const kept = await entry.get();
    const left = leftOf(kept);
    if (kept && left) return unpacked({ ok: false, error: { ...kept.error, retryAfterMs: left } });
    const answer = await packed(source, request);
    if (answer.ok) {
      if (kept) await entry.put(null);
    } else {
      const { error } = answer;
      const { status = 0, retryAfterMs = status >= 400 && status <= 403 ? REJECTED_MS : 0 } = error;
      const from = Date.now();
      if (retryAfterMs > 0) {
        onVerdict(error.code);
        await entry.put({ error, from, until: from + retryAfterMs });
      }
    }
    return unpacked(answer);
  };
}

/** How long a verdict still holds, in milliseconds: 0 where it is over, or the clock is before it. */
export function leftOf(verdict: Verdict | null | undefined): number {
  const at = Date.now();
  return verdict && at >= verdict.from && at < verdict.until ? verdict.until - at : 0;
}
